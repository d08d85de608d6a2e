package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ServedResource;
import io.skep.common.model.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts the OpenAPI documents together. Immutable; nothing that was built is kept. */
public final class OpenApiDocuments {

    /** Part of every hash; to be raised when the documents of the same resources change. */
    private static final String EDITION = "1";

    private final Map<String, List<ServedResource>> byPath = new TreeMap<>();

    public OpenApiDocuments(List<ServedResource> resources) {
        resources.forEach(resource -> byPath.computeIfAbsent(Operations.path(resource), path -> new ArrayList<>())
                .add(resource));
    }

    public byte[] index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        byPath.forEach((path, resources) ->
                paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hash(resources)));
        return Json.writeBytes(index);
    }

    public Optional<byte[]> document(String path) {
        return Optional.ofNullable(byPath.get(path)).map(OpenApiDocuments::v3);
    }

    private static byte[] v3(List<ServedResource> resources) {
        SchemaDocuments schemas = new SchemaDocuments(Dialect.V3);
        Operations operations = new Operations(Dialect.V3, schemas);
        resources.forEach(operations::add);
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        info(document);
        document.set("paths", operations.paths());
        document.putObject("components").set("schemas", schemas.all());
        return Json.writeBytes(document);
    }

    public byte[] v2() {
        return Json.writeBytes(v2Tree());
    }

    public byte[] v2Protobuf() {
        return OpenApiProtobuf.document(v2Tree());
    }

    private ObjectNode v2Tree() {
        SchemaDocuments schemas = new SchemaDocuments(Dialect.V2);
        Operations operations = new Operations(Dialect.V2, schemas);
        byPath.values().forEach(resources -> resources.forEach(operations::add));
        ObjectNode document = Json.object().put("swagger", "2.0");
        info(document);
        document.set("paths", operations.paths());
        document.set("definitions", schemas.all());
        return document;
    }

    private static void info(ObjectNode document) {
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.26");
    }

    private static String hash(List<ServedResource> resources) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            digest.update(EDITION.getBytes(StandardCharsets.UTF_8));
            resources.stream()
                    .map(OpenApiDocuments::canonical)
                    .sorted()
                    .forEach(text -> digest.update(text.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().withUpperCase().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    private static String canonical(ServedResource resource) {
        return String.join(
                "\n",
                resource.apiVersion(),
                resource.kind(),
                resource.plural(),
                String.valueOf(resource.namespaced()),
                resource.verbs().stream().sorted().toList().toString(),
                resource.subresources().stream().sorted().toList().toString(),
                resource.crdSchema().map(Json::write).orElse(""));
    }
}
