package io.skep.common.kubeapi.internal.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.schema.FieldError;
import io.skep.common.kubeapi.schema.Schemas;
import io.skep.common.model.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtobufBodyTest {

    private final ProtobufBody protobuf = new ProtobufBody();

    private static byte[] field(int number, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, (long) number << 3 | 2);
        varint(out, value.length);
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static byte[] field(int number, String value) {
        return field(number, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] number(int number, long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, (long) number << 3);
        varint(out, value);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] body(String apiVersion, String kind, byte[] object) {
        return concat(
                new byte[] {'k', '8', 's', 0},
                field(1, concat(field(1, apiVersion), field(2, kind))),
                field(2, object),
                field(3, ""),
                field(4, ""));
    }

    /** The body that kubectl 1.32 sends for `kubectl create namespace default`. */
    @Test
    void readsWhatKubectlSends() throws IOException {
        byte[] sent = HexFormat.of()
                .parseHex(
                        "6b3873000a0f0a02763112094e616d657370616365121f0a170a0764656661756c7412001a0022002a0032003800420012001a020a001a002200");
        assertThat(protobuf.read(sent).toString())
                .isEqualTo(
                        "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"default\"},\"spec\":{},\"status\":{}}");
    }

    @Test
    void tellsZeroFromAbsentWhereItMatters() throws IOException {
        byte[] options = body("v1", "DeleteOptions", number(1, 0));
        assertThat(protobuf.read(options).path("gracePeriodSeconds").asInt(-1)).isZero();

        byte[] pod = body("v1", "Pod", field(2, concat(number(4, 0), number(11, 0))));
        assertThat(protobuf.read(pod).path("spec").toString()).isEqualTo("{\"terminationGracePeriodSeconds\":0}");
    }

    @Test
    void readsMapsQuantitiesTimesAndInlinedMembers() throws IOException {
        byte[] resources = field(8, field(1, concat(field(1, "cpu"), field(2, field(1, "100m")))));
        byte[] probe = field(
                10,
                concat(
                        field(1, field(2, concat(field(1, "/x"), field(2, concat(number(1, 1), field(3, "web")))))),
                        number(4, 5)));
        byte[] container = concat(field(1, "c"), resources, probe);
        byte[] volume = concat(field(1, "v"), field(2, field(19, concat(field(1, field(1, "cm"))))));
        byte[] metadata = concat(
                field(1, "p"),
                field(8, concat(number(1, 1_767_323_045L), number(2, 0))),
                field(11, concat(field(1, "a"), field(2, "b"))));
        ObjectNode pod = protobuf.read(body(
                "v1", "Pod", concat(field(1, metadata), field(2, concat(field(1, volume), field(2, container))))));

        assertThat(pod.path("metadata").toString())
                .isEqualTo("{\"name\":\"p\",\"creationTimestamp\":\"2026-01-02T03:04:05Z\",\"labels\":{\"a\":\"b\"}}");
        assertThat(pod.path("spec").toString())
                .isEqualTo(
                        "{\"volumes\":[{\"name\":\"v\",\"configMap\":{\"name\":\"cm\"}}],\"containers\":[{\"name\":\"c\","
                                + "\"resources\":{\"limits\":{\"cpu\":\"100m\"}},\"livenessProbe\":{\"httpGet\":{\"path\":\"/x\",\"port\":\"web\"},"
                                + "\"periodSeconds\":5}}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "'', v1, Pod, core.v1.Pod",
        "'', v1, Node, core.v1.Node",
        "'', v1, Event, core.v1.Event",
        "'', v1, PersistentVolume, core.v1.PersistentVolume",
        "'', v1, ServiceAccount, core.v1.ServiceAccount",
        "'', v1, Secret, core.v1.Secret",
        "coordination.k8s.io, v1, Lease, coordination.v1.Lease",
        "node.k8s.io, v1, RuntimeClass, node.v1.RuntimeClass",
        "storage.k8s.io, v1, VolumeAttachment, storage.v1.VolumeAttachment"
    })
    void namesFieldsAsTheSchemaDoes(String group, String version, String kind, String message) {
        ObjectNode sample = Samples.of(message);
        sample.put("kind", kind).put("apiVersion", group.isEmpty() ? version : group + "/" + version);
        assertThat(Schemas.builtin(group, version, kind).orElseThrow().check(sample))
                .filteredOn(FieldError::isStrict)
                .extracting(FieldError::path)
                .isEmpty();
    }

    @Test
    void neverReadsBeyondABodyThatIsCutOff() {
        byte[] whole = body("v1", "ConfigMap", field(1, field(1, "name")));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatCode(() -> readOrRefuse(cut)).doesNotThrowAnyException();
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> protobuf.read(java.util.Arrays.copyOf(whole, whole.length - 6)))
                .withMessage("protobuf field longer than its message");
    }

    private void readOrRefuse(byte[] body) {
        try {
            assertThat(protobuf.read(body).path("kind").asText()).isEqualTo("ConfigMap");
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("protobuf .*|the body does not begin .*|.* is only read as JSON or YAML");
        }
    }

    @Test
    void refusesWhatIsNoProtobufOrNoKnownKind() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> protobuf.read(body("apps/v1", "Deployment", new byte[0])))
                .withMessage("Deployment of apps/v1 is only read as JSON or YAML");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> protobuf.read(Json.writeBytes(Json.object())))
                .withMessage("the body does not begin with Kubernetes' protobuf prefix");
    }
}
