package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.skep.common.model.Json;
import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes {@code definitions.txt}: the definitions that are reachable from the served built-in kinds, one a line, from the model classes of
 * Kubernetes' Java client 18.0.1. That is the level of Kubernetes 1.25, which differs from 1.26 in these kinds by alpha fields only. Run {@code main} after a change here; {@code DefinitionsGeneratorTest} compares.
 */
final class DefinitionsGenerator {

    static final Path RESOURCE = Path.of("src/main/resources/io/skep/common/kubeapi/internal/schema/definitions.txt");

    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

    /** Class, OpenAPI package, group, version; what they reach and has no name yet gets the same package. */
    private record Root(String type, String prefix, String group) {}

    private static final List<Root> ROOTS = List.of(
            new Root("V1ObjectMeta", META, null),
            new Root("V1ListMeta", META, null),
            new Root("V1Condition", META, null),
            new Root("V1LabelSelector", META, null),
            new Root("V1Status", META, ""),
            new Root("V1DeleteOptions", META, ""),
            new Root("V1Namespace", "io.k8s.api.core.v1.", ""),
            new Root("V1NamespaceList", "io.k8s.api.core.v1.", ""),
            new Root("V1Node", "io.k8s.api.core.v1.", ""),
            new Root("V1NodeList", "io.k8s.api.core.v1.", ""),
            new Root("V1Pod", "io.k8s.api.core.v1.", ""),
            new Root("V1PodList", "io.k8s.api.core.v1.", ""),
            new Root("V1Binding", "io.k8s.api.core.v1.", ""),
            new Root("V1ConfigMap", "io.k8s.api.core.v1.", ""),
            new Root("V1ConfigMapList", "io.k8s.api.core.v1.", ""),
            new Root("V1Secret", "io.k8s.api.core.v1.", ""),
            new Root("V1SecretList", "io.k8s.api.core.v1.", ""),
            new Root("V1ServiceAccount", "io.k8s.api.core.v1.", ""),
            new Root("V1ServiceAccountList", "io.k8s.api.core.v1.", ""),
            new Root("CoreV1Event", "io.k8s.api.core.v1.", ""),
            new Root("CoreV1EventList", "io.k8s.api.core.v1.", ""),
            new Root("V1PersistentVolume", "io.k8s.api.core.v1.", ""),
            new Root("V1PersistentVolumeList", "io.k8s.api.core.v1.", ""),
            new Root("V1PersistentVolumeClaim", "io.k8s.api.core.v1.", ""),
            new Root("V1PersistentVolumeClaimList", "io.k8s.api.core.v1.", ""),
            new Root("V1Eviction", "io.k8s.api.policy.v1.", "policy"),
            new Root("AuthenticationV1TokenRequest", "io.k8s.api.authentication.v1.", "authentication.k8s.io"),
            new Root("EventsV1Event", "io.k8s.api.events.v1.", "events.k8s.io"),
            new Root("EventsV1EventList", "io.k8s.api.events.v1.", "events.k8s.io"),
            new Root("V1Lease", "io.k8s.api.coordination.v1.", "coordination.k8s.io"),
            new Root("V1LeaseList", "io.k8s.api.coordination.v1.", "coordination.k8s.io"),
            new Root("V1RuntimeClass", "io.k8s.api.node.v1.", "node.k8s.io"),
            new Root("V1RuntimeClassList", "io.k8s.api.node.v1.", "node.k8s.io"),
            new Root("V1VolumeAttachment", "io.k8s.api.storage.v1.", "storage.k8s.io"),
            new Root("V1VolumeAttachmentList", "io.k8s.api.storage.v1.", "storage.k8s.io"),
            new Root("V1CustomResourceDefinition", EXTENSIONS, "apiextensions.k8s.io"),
            new Root("V1CustomResourceDefinitionList", EXTENSIONS, "apiextensions.k8s.io"));

    /** Times with microseconds look like any other in the client's classes. */
    private static final Set<String> MICRO_TIMES = Set.of("acquireTime", "renewTime", "eventTime", "lastObservedTime");

    private final Map<Class<?>, String> names = new java.util.LinkedHashMap<>();
    private final Map<String, ObjectNode> definitions = new TreeMap<>();

    private DefinitionsGenerator() {}

    public static void main(String[] args) throws IOException {
        Files.createDirectories(RESOURCE.getParent());
        Files.writeString(RESOURCE, generate(), StandardCharsets.UTF_8);
    }

    /** The whole resource: {@code name SP json LF} for each definition, sorted. */
    static String generate() {
        DefinitionsGenerator generator = new DefinitionsGenerator();
        ROOTS.forEach(generator::addRoot);
        StringBuilder out = new StringBuilder();
        generator.definitions.forEach((name, schema) ->
                out.append(name).append(' ').append(Json.write(schema)).append('\n'));
        return out.toString();
    }

    private void addRoot(Root root) {
        Class<?> type;
        try {
            type = Class.forName(MODELS + root.type());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no model class " + root.type(), e);
        }
        define(type, root.prefix());
        if (root.group() != null) {
            ObjectNode gvk = definitions
                    .get(names.get(type))
                    .putArray("x-kubernetes-group-version-kind")
                    .addObject();
            gvk.put("group", root.group()).put("kind", kind(type)).put("version", "v1");
        }
    }

    private static String kind(Class<?> type) {
        return type.getSimpleName().replaceFirst("^(Core|Events|Authentication|Apiextensions)?V1", "");
    }

    private String define(Class<?> type, String prefix) {
        String known = names.get(type);
        if (known != null) {
            return known;
        }
        String name = prefix + kind(type);
        names.put(type, name);
        ObjectNode schema = Json.object();
        definitions.put(name, schema);
        Optional.ofNullable(type.getAnnotation(ApiModel.class))
                .map(ApiModel::description)
                .filter(text -> !text.isBlank())
                .ifPresent(text -> schema.put("description", text.strip()));
        schema.put("type", "object");
        ArrayNode required = Json.MAPPER.createArrayNode();
        ObjectNode properties = Json.object();
        for (Field field : type.getDeclaredFields()) {
            SerializedName json = field.getAnnotation(SerializedName.class);
            if (json != null) {
                ApiModelProperty property = getter(type, field).getAnnotation(ApiModelProperty.class);
                if (property.required()) {
                    required.add(json.value());
                }
                properties.set(json.value(), property(json.value(), field.getGenericType(), property.value(), prefix));
            }
        }
        schema.set("properties", properties);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return name;
    }

    private ObjectNode property(String jsonName, Type type, String description, String prefix) {
        ObjectNode node = type(type, prefix);
        if (MICRO_TIMES.contains(jsonName)) {
            node.put("format", "micro-time");
        }
        if (!description.isBlank()) {
            ObjectNode described = Json.object().put("description", description.strip());
            described.setAll(node);
            return described;
        }
        return node;
    }

    private ObjectNode type(Type type, String prefix) {
        if (type instanceof ParameterizedType generic) {
            boolean map = generic.getRawType() == Map.class;
            Type element = generic.getActualTypeArguments()[map ? 1 : 0];
            ObjectNode node = Json.object().put("type", map ? "object" : "array");
            node.set(map ? "additionalProperties" : "items", type(element, prefix));
            return node;
        }
        Class<?> raw = (Class<?>) type;
        return switch (raw.getSimpleName()) {
            case "String" -> Json.object().put("type", "string");
            case "Boolean" -> Json.object().put("type", "boolean");
            case "Integer" -> Json.object().put("type", "integer").put("format", "int32");
            case "Long" -> Json.object().put("type", "integer").put("format", "int64");
            case "Double" -> Json.object().put("type", "number").put("format", "double");
            case "byte[]" -> Json.object().put("type", "string").put("format", "byte");
            case "Object" -> Json.object();
            default -> reference(raw, prefix);
        };
    }

    private ObjectNode reference(Class<?> raw, String prefix) {
        if (raw == OffsetDateTime.class) {
            return Json.object().put("type", "string").put("format", "date-time");
        }
        if (raw == Quantity.class) {
            return Json.object().put("type", "string").put("format", "quantity");
        }
        if (raw == IntOrString.class) {
            return Json.object().put("type", "string").put("format", "int-or-string");
        }
        return Json.object().put("$ref", define(raw, prefix));
    }

    private static Method getter(Class<?> type, Field field) {
        String wanted = field.getName().replaceFirst("^_", "").toLowerCase(Locale.ROOT);
        return Stream.of(type.getMethods())
                .filter(method -> method.getParameterCount() == 0
                        && method.isAnnotationPresent(ApiModelProperty.class)
                        && method.getName()
                                .replaceFirst("^(get|is)", "")
                                .toLowerCase(Locale.ROOT)
                                .equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no getter for " + type.getSimpleName() + "." + wanted));
    }
}
