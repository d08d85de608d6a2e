package io.skep.itests.fuzz.parsers;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.KeyPurpose;
import io.skep.common.pki.Subject;
import io.skep.itests.fuzz.Finding;
import io.skep.itests.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/**
 * Certificate requests. With an odd first byte the rest is a whole request; with an even one it is what a request says, and the signature is put under it,
 * so that faults behind the proof of possession are found too. A certificate that is issued names the node and nobody else, and is for clients only.
 */
public final class CsrTarget implements Target {

    private final Pki pki = new Pki();

    @Override
    public String name() {
        return "csr";
    }

    @Override
    public void run(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        byte[] request = (input[0] & 1) == 1 ? rest : pki.request(rest);
        X509Certificate certificate;
        try {
            certificate = pki.ca.sign(
                    request, Subject.node("edge-1"), EnumSet.of(KeyPurpose.CLIENT_AUTH), Duration.ofDays(1));
        } catch (SkepException e) {
            Finding.unless(e.line().startsWith("SKEP-409 "), e.line());
            return;
        }
        Finding.unless(
                Subject.findNode(certificate).equals(java.util.Optional.of("edge-1")), "the node is another one");
        Finding.unless(certificate.getExtendedKeyUsage().equals(List.of("1.3.6.1.5.5.7.3.2")), "purposes");
        Finding.unless(certificate.getBasicConstraints() == -1, "a CA was issued");
        Finding.unless(certificate.getSubjectAlternativeNames() == null, "a name of the request was taken over");
        Finding.unless(pki.ca.issued(certificate), "the certificate is not of its CA");
    }

    @Override
    public List<byte[]> seeds() {
        byte[] info = pki.requestInfo();
        return List.of(after(1, pki.request(info)), after(0, info), after(1, new byte[0]), after(1, info));
    }

    private static byte[] after(int first, byte[] rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        out.writeBytes(rest);
        return out.toByteArray();
    }
}
