package io.skep.common.kubeapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.http.HttpHandler;
import io.skep.common.kubeapi.internal.kinds.Catalog;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.kubeapi.internal.rest.ApiHandler;
import io.skep.common.kubeapi.internal.select.FieldSelector;
import io.skep.common.kubeapi.internal.select.LabelSelector;
import io.skep.common.kubeapi.internal.select.Selector;
import io.skep.common.kubeapi.internal.verbs.ApiContext;
import io.skep.common.kubeapi.internal.verbs.DeleteOptions;
import io.skep.common.kubeapi.internal.verbs.ListOptions;
import io.skep.common.kubeapi.internal.verbs.Verbs;
import io.skep.common.kubeapi.internal.verbs.WriteOptions;
import io.skep.common.model.Json;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * A Kubernetes API over a store: the handler for clients on the network, and the same verbs for callers in the process. Thread-safe; a call blocks
 * until what it writes is durable. Every call throws {@link ApiException}. Authenticating clients is up to whoever serves the handler.
 */
public final class KubeApi {

    private final ResourceStore store;
    private final Catalog catalog;
    private final Verbs verbs;
    private final HttpHandler handler;

    private KubeApi(ResourceStore store, Clock clock, KubeApiOptions options) {
        this.store = store;
        this.catalog = new Catalog(store);
        this.verbs = new Verbs(new ApiContext(store, catalog, clock, options));
        this.handler = new ApiHandler(catalog, verbs, clock, options.random());
    }

    /** Puts an API on a store, which stays the caller's to close. */
    public static KubeApi on(ResourceStore store, Clock clock, KubeApiOptions options) {
        KubeApi api = new KubeApi(store, clock, options);
        store.list("namespaces", "", 0)
                .objects()
                .forEach(namespace -> api.verbs.publishRootCa(namespace.key().name()));
        return api;
    }

    /** Answers requests; each on the thread that calls it. */
    public HttpHandler handler() {
        return handler;
    }

    /** What is served now. */
    public List<ServedResource> served() {
        return catalog.served();
    }

    private Resource resource(String apiVersion, String plural) {
        return catalog.find(apiVersion, plural)
                .orElseThrow(
                        () -> ApiException.of(404, "NotFound", "the server could not find the requested resource"));
    }

    /**
     * Reads one object.
     *
     * @param namespace empty for cluster-scoped kinds
     */
    public Optional<ObjectNode> find(String apiVersion, String plural, String namespace, String name) {
        Resource resource = resource(apiVersion, plural);
        return store.find(resource.key(namespace, name)).map(StoredObject::tree).map(resource::shown);
    }

    /**
     * Lists objects.
     *
     * @param namespace empty for all
     * @param labels a label selector, empty for all
     * @param fields a field selector, empty for all
     */
    public List<ObjectNode> list(String apiVersion, String plural, String namespace, String labels, String fields) {
        Resource resource = resource(apiVersion, plural);
        ListOptions options =
                new ListOptions(selector(resource, labels, fields), Optional.empty(), 0, 0, Optional.empty());
        return verbs.reads().list(resource, namespace, options).objects().stream()
                .map(StoredObject::tree)
                .map(resource::shown)
                .toList();
    }

    private static Selector selector(Resource resource, String labels, String fields) {
        return new Selector(
                LabelSelector.parse(labels),
                FieldSelector.parse(fields, resource.rules().selectableFields()));
    }

    /**
     * Watches objects; parameters as for {@link #list}.
     *
     * @param after events begin after this revision; 0 to begin with what is there
     */
    public ResourceWatch watch(
            String apiVersion, String plural, String namespace, String labels, String fields, long after) {
        Resource resource = resource(apiVersion, plural);
        return verbs.reads().watch(resource, namespace, selector(resource, labels, fields), Optional.of(after));
    }

    /** Creates an object; the one given is not changed. */
    public ObjectNode create(String apiVersion, String plural, String namespace, ObjectNode object) {
        return verbs.create(resource(apiVersion, plural), namespace, object.deepCopy(), WriteOptions.strict());
    }

    /**
     * Replaces an object, its status or a namespace's finalizers.
     *
     * @param subresource empty, {@code status} or {@code finalize}
     */
    public ObjectNode update(
            String apiVersion, String plural, String namespace, String name, String subresource, ObjectNode object) {
        return verbs.update(
                resource(apiVersion, plural), namespace, name, subresource, object.deepCopy(), WriteOptions.strict());
    }

    /**
     * Deletes an object, or marks it when something holds it.
     *
     * @param options {@code DeleteOptions}; an empty object for the defaults
     * @return true when it is gone
     */
    public boolean delete(String apiVersion, String plural, String namespace, String name, ObjectNode options) {
        return verbs.delete(resource(apiVersion, plural), namespace, name, DeleteOptions.of(options, false))
                .isGone();
    }

    /** Deletes an object at once, without a grace period. */
    public boolean delete(String apiVersion, String plural, String namespace, String name) {
        return delete(apiVersion, plural, namespace, name, Json.object().put("gracePeriodSeconds", 0));
    }
}
