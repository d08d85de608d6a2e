package io.skep.common.pki;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import io.skep.common.pki.internal.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a Go cloudcore of v1.15.0 sent, recorded. */
class RecordedCloudTest {

    private static final Path WIRE = Path.of("../../../itests/src/test/resources/wire");

    private static Stream<JsonNode> records(String file) throws IOException {
        return Files.readAllLines(WIRE.resolve(file)).stream().map(line -> {
            try {
                return Json.parse(line);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static List<byte[]> bodies(String file) throws IOException {
        return records(file)
                .filter(entry -> entry.path("kind").asText().equals("http-response"))
                .filter(entry -> entry.path("head").asText().startsWith("HTTP/1.1 200"))
                .map(RecordedCloudTest::body)
                .toList();
    }

    private static byte[] body(JsonNode entry) {
        byte[] raw = java.util.Base64.getDecoder().decode(entry.path("raw").asText());
        return Arrays.copyOfRange(raw, raw.length - entry.path("body_length").intValue(), raw.length);
    }

    @Test
    void verifiesTheHashInItsToken() throws Exception {
        byte[] ca = bodies("01-bootstrap.jsonl").getFirst();
        String bearer = records("09f-https-errors.jsonl")
                .flatMap(entry -> entry.path("head").asText().lines())
                .filter(line -> line.startsWith("Authorization: Bearer ") && line.split("\\.").length == 4)
                .findFirst()
                .orElseThrow();
        JoinToken token = JoinToken.parse(bearer.substring("Authorization: Bearer ".length()));
        assertThat(token.matches(ca)).isTrue();
        assertThat(token.expiresAt()).isPresent();
    }

    @Test
    void trustsTheCertificateThatItIssued() throws Exception {
        List<byte[]> bodies = bodies("01-bootstrap.jsonl");
        X509Certificate ca = Keys.certificates(bodies.get(0)).getFirst();
        X509Certificate edge = Keys.certificates(bodies.get(1)).getFirst();
        edge.verify(ca.getPublicKey());
        assertThat(Subject.of(ca)).isEqualTo(new Subject("", CertificateAuthority.KUBEEDGE));
        assertThat(Subject.of(edge)).isEqualTo(new Subject("kubeEdge", "kubeedge.io"));
        assertThat(Subject.findNode(edge)).isEmpty();
    }
}
