package io.skep.common.pki.internal;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Whether a certificate's subject alternative names cover a host; the common name never counts. */
final class HostNames {

    private static final int DNS = 2;
    private static final int IP = 7;

    private HostNames() {}

    static boolean covers(X509Certificate certificate, String host) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return false;
        }
        return names != null && names.stream().anyMatch(name -> matches(name, strip(host)));
    }

    private static boolean matches(List<?> name, String host) {
        if (!(name.get(0) instanceof Integer kind) || !(name.get(1) instanceof String value)) {
            return false;
        }
        return switch (kind) {
            case DNS -> dns(value.toLowerCase(Locale.ROOT), host.toLowerCase(Locale.ROOT));
            case IP -> ip(value, host);
            default -> false;
        };
    }

    private static boolean dns(String pattern, String host) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(host);
        }
        int dot = host.indexOf('.');
        return dot > 0 && pattern.indexOf('.', 2) > 0 && pattern.substring(1).equals(host.substring(dot));
    }

    private static boolean ip(String value, String host) {
        try {
            return InetAddress.ofLiteral(value).equals(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String strip(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
