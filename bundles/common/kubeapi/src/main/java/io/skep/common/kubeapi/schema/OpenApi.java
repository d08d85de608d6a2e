package io.skep.common.kubeapi.schema;

import io.skep.common.kubeapi.ServedResource;
import io.skep.common.kubeapi.internal.schema.OpenApiDocuments;
import java.util.List;
import java.util.Optional;

/** The OpenAPI documents of a set of served resources. Immutable; documents are built when they are asked for and not kept. */
public final class OpenApi {

    private final OpenApiDocuments documents;

    private OpenApi(OpenApiDocuments documents) {
        this.documents = documents;
    }

    public static OpenApi of(List<ServedResource> resources) {
        return new OpenApi(new OpenApiDocuments(resources));
    }

    /** The answer of {@code /openapi/v3}: the group versions with a hash each, JSON. */
    public byte[] index() {
        return documents.index();
    }

    /**
     * The answer of {@code /openapi/v3/PATH}, JSON.
     *
     * @param path {@code api/v1} or {@code apis/GROUP/VERSION}
     */
    public Optional<byte[]> document(String path) {
        return documents.document(path);
    }

    /** The answer of {@code /openapi/v2}, JSON. */
    public byte[] v2() {
        return documents.v2();
    }
}
