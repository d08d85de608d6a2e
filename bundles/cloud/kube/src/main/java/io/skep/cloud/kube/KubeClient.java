package io.skep.cloud.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Kubernetes, a service of cloud.kube. Always there: an absent API is an outage that calls report and informers wait out. Calls block the virtual
 * thread that makes them. Every object has kind and apiVersion. Every call throws {@link KubeException}.
 */
@ProviderType
public interface KubeClient {

    /** Reads one object; {@link KubeException#isNotFound} when there is none. */
    ObjectNode get(KubeResource resource, String namespace, String name);

    /** Reads all objects of a namespace, or of all when it is empty. */
    List<ObjectNode> list(KubeResource resource, String namespace, Selector selector);

    ObjectNode create(KubeResource resource, String namespace, JsonNode object);

    /** Creates on a subresource: {@code pods/NAME/binding}, {@code serviceaccounts/NAME/token}, {@code pods/NAME/eviction}. */
    ObjectNode createSub(KubeResource resource, String namespace, String name, String subresource, JsonNode object);

    /** Replaces; namespace and name are the object's own. */
    ObjectNode update(KubeResource resource, JsonNode object);

    ObjectNode updateStatus(KubeResource resource, JsonNode object);

    /** Replaces through a subresource that knows only PUT, e.g. {@code finalize} of a namespace; namespace and name are the object's own. */
    ObjectNode updateSub(KubeResource resource, String subresource, JsonNode object);

    /**
     * Patches.
     *
     * @param subresource empty, or e.g. {@code status}
     */
    ObjectNode patch(
            KubeResource resource, String namespace, String name, String subresource, PatchType type, JsonNode patch);

    /**
     * Deletes.
     *
     * @param options DeleteOptions, or null for the defaults
     */
    void delete(KubeResource resource, String namespace, String name, JsonNode options);

    /**
     * Lists and then watches, for ever: over restarts of the API, expired versions and outages. The handler is called on one virtual thread of
     * this informer, in order.
     */
    Informer informer(KubeResource resource, String namespace, Selector selector, InformerHandler handler);

    /** How a patch is to be read. */
    enum PatchType {
        JSON("application/json-patch+json"),
        MERGE("application/merge-patch+json"),
        STRATEGIC("application/strategic-merge-patch+json");

        private final String mediaType;

        PatchType(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }

    /** Label and field selector in Kubernetes' own syntax; empty for all. */
    record Selector(String labels, String fields) {
        public static final Selector ALL = new Selector("", "");

        public static Selector labels(String labels) {
            return new Selector(labels, "");
        }
    }
}
