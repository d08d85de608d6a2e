package io.skep.cloud.kube.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.InformerHandler;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.http.HttpServers;
import io.skep.common.model.KubeObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Kubernetes API over HTTP, or directly when it runs in this process. */
@Component(configurationPid = "io.skep.cloud.kube", configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = KubeConfig.class)
public final class KubeService implements KubeClient {

    private static final Logger LOG = LoggerFactory.getLogger(KubeService.class);
    private static final String JSON = "application/json";

    private final Connections connections;
    private final RateLimit limit;
    private final OutageLog outages = new OutageLog(System::nanoTime, LOG::warn, LOG::info);
    private final Set<ListWatch> informers = ConcurrentHashMap.newKeySet();

    @Activate
    public KubeService(KubeConfig config, @Reference HttpServers servers) {
        this(
                new Connections(config.kubeConfig(), config.master(), Optional.of(servers)),
                new RateLimit(config.qps(), config.burst(), System::nanoTime));
    }

    KubeService(Connections connections, RateLimit limit) {
        this.connections = connections;
        this.limit = limit;
    }

    @Override
    public ObjectNode get(KubeResource resource, String namespace, String name) {
        return object(resource, "GET", ApiPath.object(resource, namespace, name, ""), null);
    }

    @Override
    public List<ObjectNode> list(KubeResource resource, String namespace, Selector selector) {
        try {
            pace();
            return new ListSource(connections, resource, namespace, selector)
                    .list()
                    .objects();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    @Override
    public ObjectNode create(KubeResource resource, String namespace, JsonNode object) {
        return object(resource, "POST", ApiPath.collection(resource, namespace), object);
    }

    @Override
    public ObjectNode createSub(
            KubeResource resource, String namespace, String name, String subresource, JsonNode object) {
        return call("POST", ApiPath.object(resource, namespace, name, subresource), JSON, object);
    }

    @Override
    public ObjectNode update(KubeResource resource, JsonNode object) {
        return put(resource, object, "");
    }

    @Override
    public ObjectNode updateStatus(KubeResource resource, JsonNode object) {
        return put(resource, object, "status");
    }

    @Override
    public ObjectNode updateSub(KubeResource resource, String subresource, JsonNode object) {
        return put(resource, object, subresource);
    }

    private ObjectNode put(KubeResource resource, JsonNode object, String subresource) {
        String path = ApiPath.object(resource, KubeObject.namespace(object), KubeObject.name(object), subresource);
        return object(resource, "PUT", path, object);
    }

    @Override
    public ObjectNode patch(
            KubeResource resource, String namespace, String name, String subresource, PatchType type, JsonNode patch) {
        String path = ApiPath.object(resource, namespace, name, subresource);
        return ListSource.complete(resource, call("PATCH", path, type.mediaType(), patch));
    }

    @Override
    public void delete(KubeResource resource, String namespace, String name, JsonNode options) {
        call("DELETE", ApiPath.object(resource, namespace, name, ""), JSON, options);
    }

    @Override
    public Informer informer(KubeResource resource, String namespace, Selector selector, InformerHandler handler) {
        ListWatch informer =
                new ListWatch(new ListSource(connections, resource, namespace, selector), handler, outages);
        informers.add(informer);
        informer.onClose(() -> informers.remove(informer));
        return informer.start();
    }

    private ObjectNode object(KubeResource resource, String method, String path, JsonNode body) {
        return ListSource.complete(resource, call(method, path, JSON, body));
    }

    private ObjectNode call(String method, String path, String contentType, JsonNode body) {
        try {
            pace();
            return connections.get().call(method, path, contentType, body);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private void pace() throws InterruptedException {
        Duration wait = limit.take();
        if (!wait.isZero()) {
            Thread.sleep(wait);
        }
    }

    private static RuntimeException interrupted() {
        Thread.currentThread().interrupt();
        return Statuses.outage(KubeError.UNREACHABLE, "the call was given up because its caller is being stopped.");
    }

    @Deactivate
    void close() {
        connections.close();
        informers.forEach(ListWatch::close);
    }
}
