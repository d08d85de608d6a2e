package io.skep.common.pki;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * The subject of a certificate as Skep writes it.
 *
 * @param organization O, empty for none
 * @param commonName CN
 */
public record Subject(String organization, String commonName) {

    /** O of every node. */
    public static final String NODES = "system:nodes";

    /** O of those who may do everything in the embedded API. */
    public static final String MASTERS = "system:masters";

    private static final String NODE_PREFIX = "system:node:";

    /** O=system:nodes, CN=system:node:NAME. */
    public static Subject node(String nodeName) {
        return new Subject(NODES, NODE_PREFIX + nodeName);
    }

    /** O and CN of a certificate; the first of each, empty where there is none. */
    public static Subject of(X509Certificate certificate) {
        String organization = "";
        String commonName = "";
        for (Rdn rdn : rdns(certificate.getSubjectX500Principal())) {
            String value = rdn.getValue() instanceof String text ? text : "";
            if (rdn.getType().equalsIgnoreCase("O") && organization.isEmpty()) {
                organization = value;
            } else if (rdn.getType().equalsIgnoreCase("CN") && commonName.isEmpty()) {
                commonName = value;
            }
        }
        return new Subject(organization, commonName);
    }

    /** The node that a certificate belongs to; empty unless its subject is that of {@link #node}. */
    public static Optional<String> findNode(X509Certificate certificate) {
        Subject subject = of(certificate);
        return subject.organization.equals(NODES)
                        && subject.commonName.startsWith(NODE_PREFIX)
                        && subject.commonName.length() > NODE_PREFIX.length()
                ? Optional.of(subject.commonName.substring(NODE_PREFIX.length()))
                : Optional.empty();
    }

    private static Iterable<Rdn> rdns(X500Principal name) {
        try {
            return new LdapName(name.getName(X500Principal.RFC2253)).getRdns();
        } catch (InvalidNameException e) {
            throw new IllegalStateException("not an RFC 2253 name: " + name, e);
        }
    }
}
