package io.skep.itests.wire.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.testkit.TestBus;
import io.skep.cloud.cloudhub.fake.FakeHttp.Answer;
import io.skep.cloud.cloudhub.internal.HubUnderTest;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.Json;
import io.skep.common.pki.Tokens;
import io.skep.itests.wire.Recording;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The recorded requests to port 10002, with tokens and certificates of our CA in the place of the recorded ones, are answered as a Go cloud
 * answers. Two things are stricter and said so in docs/protocol/cloudhub.md: a node name is required, and a certificate for upgrade reports.
 */
@Timeout(60)
class HttpsReplayIT {

    private static final long RECORDED_TOKEN_EXPIRES = 1_795_469_759L;

    @TempDir
    private Path folder;

    private final TestBus bus = new TestBus();
    private HubUnderTest hub;

    @BeforeEach
    void start() {
        hub = new HubUnderTest(new FakeKube(), folder, Duration.ofSeconds(5), 10, false);
        hub.start(bus);
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    private record Request(String method, String path, Map<String, String> headers, byte[] body, boolean certificate) {}

    private record Recorded(int status, Map<String, String> headers, byte[] body) {}

    @ParameterizedTest
    @ValueSource(strings = {"01-bootstrap", "09a-same-node-name", "09f-https-errors"})
    void answersAsAGoCloud(String name) throws Exception {
        Request request = null;
        int compared = 0;
        for (Recording.Entry entry : Recording.read(name).entries()) {
            if (entry.kind().equals("http-request")) {
                request = request(entry);
            } else if (entry.kind().equals("http-response") && entry.port().equals("https")) {
                verify(entry, request, response(entry));
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(2);
    }

    private void verify(Recording.Entry entry, Request request, Recorded recorded) throws Exception {
        Answer ours = hub.http.call(
                request.method(),
                request.path(),
                request.body(),
                request.headers(),
                request.certificate() ? new X509Certificate[] {hub.certificate("curl-1")} : new X509Certificate[0]);
        String what = "record " + entry.line() + ": " + request.method() + " " + request.path();
        if (request.path().equals("/nodeupgrade") && !request.certificate()) {
            assertThat(ours.status()).as(what).isEqualTo(401);
            return;
        }
        assertThat(ours.status()).as(what).isEqualTo(recorded.status());
        assertThat(ours.headers().get("Allow"))
                .as(what)
                .isEqualTo(recorded.headers().get("Allow"));
        if (request.path().equals("/ca.crt") && ours.status() == 200) {
            assertThat(ours.body()).isEqualTo(hub.ca().certificateDer());
        } else if (recorded.headers().getOrDefault("Content-Type", "").equals("application/octet-stream")) {
            assertThat(ours.contentType()).as(what).isEqualTo("application/octet-stream");
            assertThat(certificate(ours.body()).getExtendedKeyUsage())
                    .as(what)
                    .isEqualTo(certificate(recorded.body()).getExtendedKeyUsage());
        } else {
            assertThat(ours.body()).as(what).isEqualTo(recorded.body());
        }
    }

    private static X509Certificate certificate(byte[] der) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static byte[] bytes(Recording.Entry entry) {
        return entry.json().path("raw_encoding").asText().equals("base64")
                ? Base64.getDecoder().decode(entry.raw())
                : entry.raw().getBytes(StandardCharsets.UTF_8);
    }

    private static int endOfHead(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
    }

    private static Map<String, String> headers(String[] lines) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            String[] parts = lines[i].split(": ", 2);
            headers.put(parts[0], parts[1]);
        }
        return headers;
    }

    private static String[] head(byte[] bytes, int end) {
        return new String(bytes, 0, end - 4, StandardCharsets.ISO_8859_1).split("\r\n");
    }

    private static Recorded response(Recording.Entry entry) {
        byte[] bytes = bytes(entry);
        int end = endOfHead(bytes);
        String[] lines = head(bytes, end);
        return new Recorded(
                Integer.parseInt(lines[0].split(" ")[1]), headers(lines), Arrays.copyOfRange(bytes, end, bytes.length));
    }

    private Request request(Recording.Entry entry) throws Exception {
        byte[] bytes = bytes(entry);
        int end = endOfHead(bytes);
        String[] lines = head(bytes, end);
        String[] words = lines[0].split(" ");
        Map<String, String> headers = headers(lines);
        headers.putIfAbsent("NodeName", "curl-1");
        if (headers.containsKey("Authorization")) {
            headers.put("Authorization", ours(headers.get("Authorization")));
        }
        return new Request(
                words[0],
                words[1],
                headers,
                Arrays.copyOfRange(bytes, end, bytes.length),
                entry.json().path("note").asText().contains("client-cert subject"));
    }

    /** The same token, or the same thing wrong with it, of our CA. */
    private String ours(String recorded) throws Exception {
        String scheme = recorded.startsWith("Bearer ") ? "Bearer " : "";
        String token = recorded.substring(scheme.length());
        String[] parts = token.split("\\.");
        if (parts.length < 3) {
            return recorded;
        }
        String claims = new String(Base64.getUrlDecoder().decode(parts[parts.length - 2]), StandardCharsets.UTF_8);
        long expires = Json.parse(claims).path("exp").asLong();
        String whole = Tokens.create(
                hub.ca(),
                expires >= RECORDED_TOKEN_EXPIRES && expires < RECORDED_TOKEN_EXPIRES + 86_400 * 30
                        ? Instant.now().plusSeconds(86_400)
                        : Instant.ofEpochSecond(expires));
        String jwt = parts.length == 4 ? whole : whole.substring(whole.indexOf('.') + 1);
        return scheme + (token.endsWith("AAAA") ? jwt.substring(0, jwt.length() - 6) + "AAAAAA" : jwt);
    }
}
