package io.skep.itests.fuzz.parsers;

import io.skep.common.kubeapi.internal.protobuf.ProtobufBody;
import io.skep.common.model.Json;
import io.skep.itests.fuzz.Finding;
import io.skep.itests.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** Bodies in Kubernetes' protobuf, behind their prefix: refused with an {@link IOException}, or the tree can be written. */
public final class BodyTarget implements Target {

    private static final byte[] PREFIX = {'k', '8', 's', 0};

    private final ProtobufBody reader = new ProtobufBody();

    @Override
    public String name() {
        return "protobuf";
    }

    @Override
    public void run(byte[] input) {
        try {
            Finding.unless(!Json.write(reader.read(join(PREFIX, input))).isEmpty(), "nothing is written");
        } catch (IOException e) {
            Finding.unless(e.getMessage() != null, "a refusal without a reason");
        }
    }

    @Override
    public List<byte[]> seeds() {
        byte[] metadata = field(1, join(field(1, Seeds.bytes("p")), field(3, Seeds.bytes("default"))));
        byte[] container = field(2, field(2, join(field(1, Seeds.bytes("c")), field(2, Seeds.bytes("image")))));
        return List.of(
                body("v1", "Pod", join(metadata, container)),
                body(
                        "v1",
                        "ConfigMap",
                        join(metadata, field(2, join(field(1, Seeds.bytes("k")), field(2, Seeds.bytes("v")))))),
                body("v1", "DeleteOptions", new byte[] {8, 30}),
                body("v1", "Unknown", metadata),
                new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1});
    }

    private static byte[] body(String apiVersion, String kind, byte[] raw) {
        byte[] type = field(1, join(field(1, Seeds.bytes(apiVersion)), field(2, Seeds.bytes(kind))));
        return join(type, field(2, raw));
    }

    private static byte[] field(int number, byte[] content) {
        return join(new byte[] {(byte) (number << 3 | 2), (byte) content.length}, content);
    }

    private static byte[] join(byte[] one, byte[] other) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(other);
        return out.toByteArray();
    }
}
