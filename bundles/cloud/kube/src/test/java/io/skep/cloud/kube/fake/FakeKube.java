package io.skep.cloud.kube.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.InformerHandler;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The API in memory, for tests of modules: versions, uids, conflicts, preconditions, graceful deletion of pods, merge and (roughly) strategic
 * merge patches, informers that follow. {@link #outage} makes every call fail until it is lifted.
 */
public final class FakeKube implements KubeClient {

    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final List<FakeInformer> informers = new ArrayList<>();
    private final Map<String, ObjectNode> primed = new TreeMap<>();
    private final List<String> calls = new ArrayList<>();
    private long version = 100;
    private boolean away;

    /** Makes the API absent, or lets it come back. */
    public synchronized void outage(boolean away) {
        this.away = away;
    }

    /** Every call so far as {@code VERB plural NS/NAME}. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Stores an object as it is, with its uid and version, as if somebody else had written it. */
    public synchronized void put(KubeResource resource, ObjectNode object) {
        boolean known =
                objects.put(key(resource, KubeObject.namespace(object), KubeObject.name(object)), object.deepCopy())
                        != null;
        tell(resource, known ? "MODIFIED" : "ADDED", object);
    }

    /** Forgets an object; the last state is the given one. */
    public synchronized void drop(KubeResource resource, ObjectNode last) {
        objects.remove(key(resource, KubeObject.namespace(last), KubeObject.name(last)));
        tell(resource, "DELETED", last);
    }

    /** The next create, update or patch of this object ends with exactly this state; the next token of an account is this. */
    public synchronized void prime(KubeResource resource, ObjectNode result) {
        primed.put(key(resource, KubeObject.namespace(result), KubeObject.name(result)), result.deepCopy());
    }

    @Override
    public synchronized ObjectNode get(KubeResource resource, String namespace, String name) {
        called("get", resource, namespace, name);
        return existing(resource, namespace, name).deepCopy();
    }

    @Override
    public synchronized List<ObjectNode> list(KubeResource resource, String namespace, Selector selector) {
        called("list", resource, namespace, "");
        return snapshot(resource, namespace, selector);
    }

    List<ObjectNode> snapshot(KubeResource resource, String namespace, Selector selector) {
        String prefix = resource.group() + "/" + resource.plural() + "|" + (namespace.isEmpty() ? "" : namespace + "/");
        return objects.entrySet().stream()
                .filter(e -> e.getKey().startsWith(prefix) && Selectors.match(selector, e.getValue()))
                .map(e -> e.getValue().deepCopy())
                .toList();
    }

    @Override
    public synchronized ObjectNode create(KubeResource resource, String namespace, JsonNode object) {
        String name = KubeObject.name(object);
        called("create", resource, namespace, name);
        if (objects.containsKey(key(resource, namespace, name))) {
            throw Refusals.alreadyExists(resource, name);
        }
        Refusals.checkLease(resource, object);
        ObjectNode stored = Json.object();
        stored.put("kind", resource.kind()).put("apiVersion", resource.apiVersion());
        stored.setAll((ObjectNode) object.deepCopy());
        ObjectNode metadata = KubeObject.metadata(stored);
        metadata.put("uid", UUID.randomUUID().toString())
                .put(
                        "creationTimestamp",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        if (resource.namespaced()) {
            metadata.put("namespace", namespace);
        }
        if (resource.equals(KubeResource.OBJECTSYNCS) || resource.equals(KubeResource.CLUSTEROBJECTSYNCS)) {
            stored.remove("status");
        }
        return store(resource, stored, "ADDED");
    }

    @Override
    public synchronized ObjectNode createSub(
            KubeResource resource, String namespace, String name, String subresource, JsonNode object) {
        called("create/" + subresource, resource, namespace, name);
        existing(resource, namespace, name);
        ObjectNode scripted = primed.remove(key(resource, namespace, name));
        if (scripted != null) {
            return scripted;
        }
        ObjectNode answer = object.deepCopy();
        answer.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        KubeObject.metadata(answer)
                .put("name", name)
                .put("namespace", namespace)
                .put(
                        "creationTimestamp",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        answer.withObjectProperty("spec").withArrayProperty("audiences").add("https://kubernetes.default.svc");
        answer.putObject("status")
                .put("token", "token-of-" + name)
                .put("expirationTimestamp", Instant.now().plusSeconds(3600).toString());
        return answer;
    }

    @Override
    public synchronized ObjectNode update(KubeResource resource, JsonNode object) {
        return replace(resource, object, "update");
    }

    @Override
    public synchronized ObjectNode updateStatus(KubeResource resource, JsonNode object) {
        called("update/status", resource, KubeObject.namespace(object), KubeObject.name(object));
        ObjectNode stored = existing(resource, KubeObject.namespace(object), KubeObject.name(object))
                .deepCopy();
        stored.set("status", object.path("status").deepCopy());
        return store(resource, stored, "MODIFIED");
    }

    @Override
    public synchronized ObjectNode updateSub(KubeResource resource, String subresource, JsonNode object) {
        return replace(resource, object, "update/" + subresource);
    }

    private ObjectNode replace(KubeResource resource, JsonNode object, String verb) {
        called(verb, resource, KubeObject.namespace(object), KubeObject.name(object));
        ObjectNode before = existing(resource, KubeObject.namespace(object), KubeObject.name(object));
        String wanted = KubeObject.resourceVersion(object);
        if (!wanted.isEmpty() && !wanted.equals(KubeObject.resourceVersion(before))) {
            throw Refusals.conflict(resource, KubeObject.name(object));
        }
        ObjectNode after = object.deepCopy();
        KubeObject.metadata(after)
                .put("uid", KubeObject.uid(before))
                .put(
                        "creationTimestamp",
                        before.path("metadata").path("creationTimestamp").asText());
        return store(resource, after, "MODIFIED");
    }

    @Override
    public synchronized ObjectNode patch(
            KubeResource resource, String namespace, String name, String subresource, PatchType type, JsonNode patch) {
        called("patch" + (subresource.isEmpty() ? "" : "/" + subresource), resource, namespace, name);
        ObjectNode before = existing(resource, namespace, name);
        if (!(patch instanceof ObjectNode)) {
            throw Refusals.badRequest("the patch is no JSON object");
        }
        String wanted = KubeObject.resourceVersion(patch);
        if (!wanted.isEmpty() && !wanted.equals(KubeObject.resourceVersion(before))) {
            throw Refusals.conflict(resource, name);
        }
        ObjectNode after = Patches.apply(before.deepCopy(), (ObjectNode) patch, type == PatchType.STRATEGIC);
        if (after.equals(before) && !primed.containsKey(key(resource, namespace, name))) {
            return before.deepCopy();
        }
        return store(resource, after, "MODIFIED");
    }

    @Override
    public synchronized void delete(KubeResource resource, String namespace, String name, JsonNode options) {
        called("delete", resource, namespace, name);
        ObjectNode object = existing(resource, namespace, name);
        String uid =
                options == null ? "" : options.path("preconditions").path("uid").asText("");
        if (!uid.isEmpty() && !uid.equals(KubeObject.uid(object))) {
            throw Refusals.precondition(resource, name, uid, KubeObject.uid(object));
        }
        int grace = options == null ? 30 : options.path("gracePeriodSeconds").asInt(30);
        if (resource.equals(KubeResource.PODS) && object.path("spec").hasNonNull("nodeName") && grace > 0) {
            ObjectNode terminating = object.deepCopy();
            KubeObject.metadata(terminating)
                    .put(
                            "deletionTimestamp",
                            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                    .put("deletionGracePeriodSeconds", grace);
            store(resource, terminating, "MODIFIED");
            return;
        }
        ObjectNode last = object.deepCopy();
        KubeObject.metadata(last).put("resourceVersion", Long.toString(++version));
        objects.remove(key(resource, namespace, name));
        tell(resource, "DELETED", last);
    }

    @Override
    public synchronized Informer informer(
            KubeResource resource, String namespace, Selector selector, InformerHandler handler) {
        FakeInformer informer = new FakeInformer(this, resource, namespace, selector, handler);
        informers.add(informer);
        informer.start();
        return informer;
    }

    /** Waits until every informer's handler has seen everything so far. */
    public void settle() throws InterruptedException {
        List<FakeInformer> all;
        synchronized (this) {
            all = List.copyOf(informers);
        }
        for (FakeInformer informer : all) {
            informer.settle();
        }
    }

    synchronized void forget(FakeInformer informer) {
        informers.remove(informer);
    }

    private ObjectNode store(KubeResource resource, ObjectNode written, String event) {
        ObjectNode object = primed.remove(key(resource, KubeObject.namespace(written), KubeObject.name(written)));
        if (object == null) {
            object = written;
            KubeObject.metadata(object).put("resourceVersion", Long.toString(++version));
        }
        objects.put(key(resource, KubeObject.namespace(object), KubeObject.name(object)), object);
        tell(resource, event, object);
        return object.deepCopy();
    }

    private void tell(KubeResource resource, String event, ObjectNode object) {
        for (FakeInformer informer : List.copyOf(informers)) {
            informer.offer(resource, event, object.deepCopy());
        }
    }

    private ObjectNode existing(KubeResource resource, String namespace, String name) {
        ObjectNode object = objects.get(key(resource, namespace, name));
        if (object == null) {
            throw Refusals.notFound(resource, name);
        }
        return object;
    }

    private void called(String verb, KubeResource resource, String namespace, String name) {
        calls.add(verb + " " + resource.plural() + " " + namespace + "/" + name);
        if (away) {
            throw Refusals.outage();
        }
    }

    /** True while calls fail. */
    public synchronized boolean isAway() {
        return away;
    }

    private static String key(KubeResource resource, String namespace, String name) {
        return resource.group() + "/" + resource.plural() + "|" + (resource.namespaced() ? namespace : "") + "/" + name;
    }

    /** A call that failed as the real API would have it; also for tests that script a failure. */
    public static KubeException notFound(KubeResource resource, String name) {
        return Refusals.notFound(resource, name);
    }
}
