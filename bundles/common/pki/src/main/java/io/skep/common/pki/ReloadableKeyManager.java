package io.skep.common.pki;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * One identity for TLS, replaceable at run time: handshakes that begin later use the new one, those under way keep theirs. Thread-safe. Without
 * an identity a server cannot be reached and a client comes without a certificate.
 */
public final class ReloadableKeyManager extends X509ExtendedKeyManager {

    private static final String[] NONE = null;

    private volatile Generations generations;

    private ReloadableKeyManager(Generations generations) {
        this.generations = generations;
    }

    /** Presents this identity. */
    public static ReloadableKeyManager of(Identity identity) {
        return new ReloadableKeyManager(new Generations(0, identity, null));
    }

    /** Presents nothing yet. */
    public static ReloadableKeyManager empty() {
        return new ReloadableKeyManager(new Generations(0, null, null));
    }

    /** Presents this identity from now on. */
    public synchronized void replace(Identity identity) {
        Generations old = generations;
        generations = new Generations(old.number + 1, identity, old.current);
    }

    /** What is presented now. */
    public Optional<Identity> identity() {
        return Optional.ofNullable(generations.current);
    }

    private String alias(String... keyTypes) {
        Generations now = generations;
        if (now.current == null || keyTypes == null) {
            return null;
        }
        String algorithm = now.current.key().getAlgorithm();
        boolean fits = Arrays.stream(keyTypes).anyMatch(algorithm::equals);
        return fits ? Integer.toString(now.number) : null;
    }

    private Optional<Identity> find(String alias) {
        Generations now = generations;
        if (Integer.toString(now.number).equals(alias)) {
            return Optional.ofNullable(now.current);
        }
        return Integer.toString(now.number - 1).equals(alias) ? Optional.ofNullable(now.previous) : Optional.empty();
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return alias(keyTypes);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return alias(keyTypes);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return alias(keyType);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        String alias = alias(keyType);
        return alias == null ? NONE : new String[] {alias};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return getClientAliases(keyType, issuers);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return find(alias)
                .map(identity -> identity.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return find(alias).map(Identity::key).orElse(null);
    }

    private record Generations(int number, Identity current, Identity previous) {}
}
