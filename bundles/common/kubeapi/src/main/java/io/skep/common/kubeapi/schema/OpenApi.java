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

    /**
     * True when an Accept header wants version 2 as protobuf. Both names of the form begin alike; the older one has an @ and so is no media type
     * that Go's parser takes back: answer with {@code application/octet-stream}.
     */
    public static boolean asksForV2Protobuf(String accept) {
        return accept.contains("application/com.github.proto-openapi.spec.v2");
    }

    /** The same as protobuf; kubectl before 1.24 reads no other form. */
    public byte[] v2Protobuf() {
        return documents.v2Protobuf();
    }
}
