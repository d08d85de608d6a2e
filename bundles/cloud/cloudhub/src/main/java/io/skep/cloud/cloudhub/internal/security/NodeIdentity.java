package io.skep.cloud.cloudhub.internal.security;

import io.skep.common.pki.Subject;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides whether a certificate may speak for a node. */
public final class NodeIdentity {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    private static final int LONGEST_NAME = 253;

    private final Optional<KeyPins> pins;

    /** @param pins given when certificates without a node name are accepted */
    public NodeIdentity(Optional<KeyPins> pins) {
        this.pins = pins;
    }

    /** Why this peer may not be that node; empty when it may. */
    public Optional<String> check(String node, Optional<X509Certificate> certificate) {
        if (!isName(node)) {
            return Optional.of("the node name is no valid name");
        }
        if (certificate.isEmpty()) {
            return Optional.of("it came without a certificate");
        }
        Optional<String> named = Subject.findNode(certificate.get());
        if (named.isPresent()) {
            return named.get().equals(node)
                    ? Optional.empty()
                    : Optional.of("its certificate belongs to node " + named.get());
        }
        if (pins.isEmpty()) {
            return Optional.of("its certificate names no node (cloudHub.acceptSharedIdentity is off)");
        }
        return pins.get().pin(certificate.get().getPublicKey(), node)
                ? Optional.empty()
                : Optional.of("its key is pinned to another node, or the node to another key");
    }

    /** True for what Kubernetes takes as a node name. */
    public static boolean isName(String name) {
        return name.length() <= LONGEST_NAME && NAME.matcher(name).matches();
    }
}
