package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SkepException;
import java.security.CodeSigner;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a jar may be run: signed by somebody whom the trust store knows, not altered since, and not older than what it replaces. The policy says
 * what becomes of one that may not.
 */
public final class JarCheck {

    private static final Logger LOG = LoggerFactory.getLogger(JarCheck.class);

    private final SignaturePolicy policy;
    private final TrustStore trustStore;
    private final InstantSource clock;

    JarCheck(SignaturePolicy policy, TrustStore trustStore, InstantSource clock) {
        this.policy = policy;
        this.trustStore = trustStore;
        this.clock = clock;
    }

    public SignaturePolicy policy() {
        return policy;
    }

    /**
     * Checks the signature.
     *
     * @throws SkepException {@code UNSIGNED}, {@code NOT_TRUSTED}, {@code ALTERED}, {@code CERTIFICATE_EXPIRED}, {@code TOO_LARGE},
     *     {@code TRUST_STORE}; under the policy {@code ENFORCE} only
     */
    public void signature(StoredJar jar) {
        judge(() -> {
            Set<List<CodeSigner>> signers = JarSignature.read(jar);
            SignerCheck check = new SignerCheck(trustStore.read(), clock.instant());
            signers.forEach(by -> oneTrusted(check, jar, by));
        });
    }

    /** Each entry needs one trusted signer; the others may be anybody. */
    private static void oneTrusted(SignerCheck check, StoredJar jar, List<CodeSigner> signers) {
        SkepException last = null;
        for (CodeSigner signer : signers) {
            try {
                check.check(jar, signer);
                return;
            } catch (SkepException e) {
                last = e;
            }
        }
        throw last;
    }

    /**
     * Compares with a digest that somebody has written down; under every policy.
     *
     * @param sha256 in hex digits of either case
     * @throws SkepException {@code ALTERED}
     */
    public void digest(StoredJar jar, String sha256) {
        if (!jar.sha256().equals(sha256.strip().toLowerCase(Locale.ROOT))) {
            throw new SkepException(
                    DeployError.ALTERED,
                    "The jar of " + jar.symbolicName() + " " + jar.version() + " from " + jar.origin()
                            + " is not the one that was meant: its SHA-256 is " + jar.sha256() + ", not " + sha256
                            + ".");
        }
    }

    /**
     * Checks that a jar may follow on a bundle: the same symbolic name under every policy, and not an older version.
     *
     * @param force whether an older version is wanted
     * @throws SkepException {@code OTHER_BUNDLE}; {@code DOWNGRADE} under the policy {@code ENFORCE} only
     */
    public void successor(StoredJar jar, Bundle running, boolean force) {
        if (!jar.symbolicName().equals(running.getSymbolicName())) {
            throw new SkepException(
                    DeployError.OTHER_BUNDLE,
                    "The bundle " + running.getSymbolicName() + " was not updated: " + jar.origin() + " is the bundle "
                            + jar.symbolicName() + ", another one.");
        }
        Version now = running.getVersion();
        if (!force && jar.version().compareTo(now) < 0) {
            judge(() -> {
                throw new SkepException(
                        DeployError.DOWNGRADE,
                        "The bundle " + running.getSymbolicName() + " was not updated: version " + jar.version()
                                + " from " + jar.origin() + " is older than " + now + ", which is installed.");
            });
        }
    }

    private void judge(Runnable check) {
        if (policy == SignaturePolicy.OFF) {
            return;
        }
        try {
            check.run();
        } catch (SkepException e) {
            if (policy == SignaturePolicy.ENFORCE) {
                throw e;
            }
            LOG.warn("taken all the same, {} is warn: {}", SignaturePolicy.PROPERTY, e.line());
        }
    }
}
