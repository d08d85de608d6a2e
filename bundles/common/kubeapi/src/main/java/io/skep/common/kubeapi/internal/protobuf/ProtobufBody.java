package io.skep.common.kubeapi.internal.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.internal.protobuf.MessageTable.Field;
import io.skep.common.model.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads objects in {@code application/vnd.kubernetes.protobuf}, as kubectl and Go clients send built-in kinds, into the trees that their JSON
 * would give. Go writes the zero values of all its plain fields; they are dropped, except those of fields for which zero differs from absent.
 */
public final class ProtobufBody {

    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int MAX_DEPTH = 64;
    private static final Map<String, String> PACKAGES = Map.of(
            "v1", "core.v1",
            "policy/v1", "policy.v1",
            "authentication.k8s.io/v1", "authentication.v1",
            "authorization.k8s.io/v1", "authorization.v1",
            "coordination.k8s.io/v1", "coordination.v1",
            "node.k8s.io/v1", "node.v1",
            "storage.k8s.io/v1", "storage.v1");

    /** Optional fields of Go's types, where a zero, false or empty value was set on purpose. */
    private static final Set<String> MEANINGFUL = Set.of(
            "activeDeadlineSeconds",
            "allowPrivilegeEscalation",
            "automountServiceAccountToken",
            "blockOwnerDeletion",
            "controller",
            "defaultMode",
            "enableServiceLinks",
            "expirationSeconds",
            "fsGroup",
            "gracePeriodSeconds",
            "hostUsers",
            "immutable",
            "leaseTransitions",
            "mode",
            "optional",
            "orphanDependents",
            "priority",
            "privileged",
            "readOnlyRootFilesystem",
            "runAsGroup",
            "runAsNonRoot",
            "runAsUser",
            "setHostnameAsFQDN",
            "shareProcessNamespace",
            "storageClassName",
            "terminationGracePeriodSeconds",
            "tolerationSeconds",
            "holderIdentity");

    private final MessageTable table = MessageTable.load();

    /**
     * The object of a body.
     *
     * @throws IOException when it is cut off, malformed, or of a kind that is only read as JSON
     */
    public ObjectNode read(byte[] body) throws IOException {
        if (body.length < MAGIC.length || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("the body does not begin with Kubernetes' protobuf prefix");
        }
        WireReader envelope = new WireReader(Arrays.copyOfRange(body, MAGIC.length, body.length));
        String apiVersion = "";
        String kind = "";
        WireReader raw = new WireReader(new byte[0]);
        for (int field = envelope.next(); field != 0; field = envelope.next()) {
            if (field == 1) {
                WireReader type = envelope.message();
                for (int part = type.next(); part != 0; part = type.next()) {
                    String text = type.text();
                    apiVersion = part == 1 ? text : apiVersion;
                    kind = part == 2 ? text : kind;
                }
            } else if (field == 2) {
                raw = envelope.message();
            } else {
                envelope.skip();
            }
        }
        ObjectNode object = Json.object().put("kind", kind).put("apiVersion", apiVersion);
        message(object, name(apiVersion, kind), raw, 0);
        return object;
    }

    private String name(String apiVersion, String kind) throws IOException {
        String name = kind.equals("DeleteOptions")
                ? "meta.v1.DeleteOptions"
                : PACKAGES.getOrDefault(apiVersion, "") + "." + kind;
        if (!table.has(name)) {
            throw new IOException(kind + " of " + apiVersion + " is only read as JSON or YAML");
        }
        return name;
    }

    private void message(ObjectNode object, String name, WireReader in, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("protobuf message nested too deeply");
        }
        for (int number = in.next(); number != 0; number = in.next()) {
            Optional<Field> field = table.find(name, number);
            if (field.isEmpty()) {
                in.skip();
            } else {
                field(object, field.get(), in, depth);
            }
        }
    }

    private void field(ObjectNode object, Field field, WireReader in, int depth) throws IOException {
        switch (field.cardinality()) {
            case INLINE -> message(object, field.type(), in.message(), depth + 1);
            case MAP -> entry(object.withObjectProperty(field.name()), field.type(), in.message(), depth);
            case LIST -> {
                ArrayNode list = object.withArrayProperty(field.name());
                value(field.type(), in, depth).ifPresent(list::add);
            }
            case ONE -> {
                Optional<JsonNode> value = value(field.type(), in, depth);
                if (value.isPresent() && (!isZero(value.get()) || MEANINGFUL.contains(field.name()))) {
                    object.set(field.name(), value.get());
                }
            }
        }
    }

    private static boolean isZero(JsonNode value) {
        return value.isTextual() && value.textValue().isEmpty()
                || value.isNumber() && value.asDouble() == 0
                || value.isBoolean() && !value.booleanValue();
    }

    private void entry(ObjectNode map, String type, WireReader in, int depth) throws IOException {
        String key = "";
        Optional<JsonNode> value = Optional.empty();
        for (int part = in.next(); part != 0; part = in.next()) {
            if (part == 1) {
                key = in.text();
            } else if (part == 2) {
                value = value(type, in, depth);
            } else {
                in.skip();
            }
        }
        map.set(key, value.orElse(JsonNodeFactory.instance.textNode("")));
    }

    private Optional<JsonNode> value(String type, WireReader in, int depth) throws IOException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (type) {
            case "string" -> Optional.of(nodes.textNode(in.text()));
            case "bytes" ->
                Optional.of(nodes.textNode(java.util.Base64.getEncoder().encodeToString(in.bytes())));
            case "bool" -> Optional.of(nodes.booleanNode(in.varint() != 0));
            case "int" -> Optional.of(nodes.numberNode(in.varint()));
            case "double" -> Optional.of(nodes.numberNode(Double.longBitsToDouble(in.fixed(8))));
            case "api.resource.Quantity" -> Optional.of(nodes.textNode(quantity(in.message())));
            case "meta.v1.Time" -> time(in.message(), false);
            case "meta.v1.MicroTime" -> time(in.message(), true);
            case "util.intstr.IntOrString" -> Optional.of(intOrString(in.message()));
            case "authentication.v1.ExtraValue", "authorization.v1.ExtraValue" -> Optional.of(items(in.message()));
            default -> {
                ObjectNode object = Json.object();
                message(object, type, in.message(), depth + 1);
                yield Optional.of(object);
            }
        };
    }

    private static String quantity(WireReader in) throws IOException {
        String text = "0";
        for (int part = in.next(); part != 0; part = in.next()) {
            if (part == 1) {
                text = in.text();
            } else {
                in.skip();
            }
        }
        return text;
    }

    private static Optional<JsonNode> time(WireReader in, boolean micros) throws IOException {
        long seconds = 0;
        long nanos = 0;
        boolean isSet = false;
        for (int part = in.next(); part != 0; part = in.next()) {
            long number = in.varint();
            seconds = part == 1 ? number : seconds;
            nanos = part == 2 ? number : nanos;
            isSet = true;
        }
        if (!isSet || seconds < -62135596800L || seconds > 253402300799L) {
            return Optional.empty();
        }
        Instant instant = Instant.ofEpochSecond(seconds);
        String text = instant.toString();
        if (micros) {
            text = text.substring(0, text.length() - 1) + "." + "%06dZ".formatted(Math.clamp(nanos / 1000, 0, 999_999));
        }
        return Optional.of(JsonNodeFactory.instance.textNode(text));
    }

    private static JsonNode intOrString(WireReader in) throws IOException {
        long kind = 0;
        long number = 0;
        String text = "";
        for (int part = in.next(); part != 0; part = in.next()) {
            switch (part) {
                case 1 -> kind = in.varint();
                case 2 -> number = in.varint();
                case 3 -> text = in.text();
                default -> in.skip();
            }
        }
        return kind == 0 ? JsonNodeFactory.instance.numberNode((int) number) : JsonNodeFactory.instance.textNode(text);
    }

    private static ArrayNode items(WireReader in) throws IOException {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        for (int part = in.next(); part != 0; part = in.next()) {
            items.add(in.text());
        }
        return items;
    }
}
