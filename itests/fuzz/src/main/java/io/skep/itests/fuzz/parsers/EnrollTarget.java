package io.skep.itests.fuzz.parsers;

import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.cloudhub.fake.FakeHttp.Answer;
import io.skep.cloud.cloudhub.internal.HubUnderTest;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.JoinToken;
import io.skep.common.pki.Subject;
import io.skep.itests.fuzz.Finding;
import io.skep.itests.fuzz.Target;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Requests at the endpoints of port 10002 behind HTTP itself: a line with method and path, lines with headers, an empty line, the body. In a header
 * {@code $TOKEN} stands for a token that is good; a body {@code $CSR} is a good request; the header {@code Cert} brings a client certificate:
 * {@code own} of this CA, {@code foreign} of another one. Every request is answered, and only who may gets a certificate.
 */
public final class EnrollTarget implements Target {

    private static final Set<Integer> EXPECTED = Set.of(200, 400, 401, 403, 404, 405, 409);

    private static final String CONNECTED = "connected";

    private final Pki pki = new Pki();
    private final HubUnderTest hub;
    private final String token;
    private final byte[] csr = pki.request(pki.requestInfo());
    private final X509Certificate own;
    private final X509Certificate foreign = client(
            CertificateAuthority.create(CertificateAuthority.KUBEEDGE, InstantSource.system(), new SecureRandom()));

    public EnrollTarget() {
        try {
            Path folder = Files.createTempDirectory("skep-fuzz");
            hub = new HubUnderTest(new FakeKube(), folder, Duration.ofSeconds(5), 10, false);
            hub.start(new TestBus());
            hub.connect(CONNECTED);
            token = JoinToken.parse(Files.readString(folder.resolve("token"))).jwt();
            own = client(hub.ca());
            try (Stream<Path> written = Files.walk(folder)) {
                written.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static X509Certificate client(CertificateAuthority ca) {
        return ca.issueClient(Subject.node("edge-1"), Duration.ofDays(1)).certificate();
    }

    @Override
    public String name() {
        return "enroll";
    }

    @Override
    public void run(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\n\n");
        String[] head = (end < 0 ? text : text.substring(0, end)).split("\n", -1);
        byte[] body = end < 0 ? new byte[0] : Arrays.copyOfRange(input, end + 2, input.length);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < head.length; i++) {
            int colon = head[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        head[i].substring(0, colon),
                        head[i].substring(colon + 1).strip().replace("$TOKEN", token));
            }
        }
        String[] line = head[0].split(" ", 2);
        byte[] sent = new String(body, StandardCharsets.ISO_8859_1).equals("$CSR") ? csr : body;
        ask(line[0], line.length > 1 ? line[1] : "/", sent, headers);
    }

    private void ask(String method, String path, byte[] body, Map<String, String> headers) throws Exception {
        X509Certificate[] chain = switch (headers.getOrDefault("Cert", "")) {
            case "own" -> new X509Certificate[] {own};
            case "foreign" -> new X509Certificate[] {foreign};
            default -> new X509Certificate[0];
        };
        // a session that says nothing is ended after some time
        if (!hub.nodes().contains(CONNECTED)) {
            hub.connect(CONNECTED);
        }
        Answer answer = hub.http.call(method, path, body, headers, chain);
        Finding.unless(answer != null && EXPECTED.contains(answer.status()), "the answer is " + answer);
        if (path.equals("/edge.crt") && answer.status() == 200 && answer.body().length > 0) {
            issued(answer, headers, chain);
        }
    }

    private void issued(Answer answer, Map<String, String> headers, X509Certificate[] chain) throws Exception {
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(answer.body()));
        boolean byToken = headers.getOrDefault("Authorization", "").contains(token);
        boolean byCertificate = chain.length > 0 && chain[0].equals(own);
        Finding.unless(byCertificate || chain.length == 0 && byToken, "a stranger got a certificate");
        String node = byCertificate ? "edge-1" : headers.getOrDefault("NodeName", "");
        Finding.unless(Subject.findNode(certificate).equals(Optional.of(node)), "the certificate is of another node");
        Finding.unless(
                byCertificate || !node.equals(CONNECTED) || !hub.nodes().contains(CONNECTED),
                "the certificate of a connected node was issued again");
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "GET /ca.crt\n\n",
                        "GET /edge.crt\nAuthorization: Bearer $TOKEN\nNodeName: edge-2\n\n$CSR",
                        "GET /edge.crt\nAuthorization: Bearer $TOKEN\nNodeName: connected\n\n$CSR",
                        "GET /edge.crt\nAuthorization: Bearer $TOKEN\nNodeName: edge-2\nExtKeyUsages: [1,2]\n\n$CSR",
                        "GET /edge.crt\nAuthorization: Bearer $TOKEN\nNodeName: ../x\n\nno CSR",
                        "GET /edge.crt\nAuthorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjQwMDAwMDAwMDB9.AAAA\nNodeName: e\n\n",
                        "GET /edge.crt\nCert: own\nNodeName: edge-9\n\n$CSR",
                        "GET /edge.crt\nCert: foreign\nAuthorization: Bearer $TOKEN\nNodeName: edge-9\n\n$CSR",
                        "POST /nodeupgrade\nCert: own\n\nnull",
                        "POST /nodeupgrade\n\n{}",
                        "POST /nodeupgrade\nCert: own\n\no\0\0\0\0\0\0\0ull",
                        "PUT /edge.crt\n\n",
                        "GET /\n\n")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }
}
