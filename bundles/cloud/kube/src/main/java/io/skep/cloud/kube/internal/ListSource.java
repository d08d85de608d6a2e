package io.skep.cloud.kube.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists and watches one kind with one selector over whatever connection is current. */
final class ListSource {

    private static final Logger LOG = LoggerFactory.getLogger(ListSource.class);
    private static final int PAGE = 500;
    private static final long WATCH_SECONDS = 300;
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Connections connections;
    private final KubeResource resource;
    private final String namespace;
    private final Selector selector;

    /** A complete list and its version. */
    record Snapshot(List<ObjectNode> objects, String version) {}

    ListSource(Connections connections, KubeResource resource, String namespace, Selector selector) {
        this.connections = connections;
        this.resource = resource;
        this.namespace = namespace;
        this.selector = selector;
    }

    /** For logs. */
    String name() {
        return namespace.isEmpty() ? resource.plural() : resource.plural() + " in " + namespace;
    }

    Snapshot list() throws InterruptedException {
        List<ObjectNode> objects = new ArrayList<>();
        String next = "";
        while (true) {
            ObjectNode page = connections
                    .get()
                    .call(
                            "GET",
                            ApiPath.collection(resource, namespace) + ApiPath.listQuery(selector, PAGE, next),
                            null,
                            null);
            for (JsonNode item : page.path("items")) {
                if (item instanceof ObjectNode object) {
                    objects.add(complete(object));
                }
            }
            next = page.path("metadata").path("continue").asText("");
            if (next.isEmpty()) {
                return new Snapshot(
                        objects, page.path("metadata").path("resourceVersion").asText(""));
            }
        }
    }

    /** Opens a watch that ends by itself after some minutes, at the latest when a server that fell silent is overdue. */
    WatchLines watch(String version) throws InterruptedException, IOException {
        long seconds = WATCH_SECONDS + ThreadLocalRandom.current().nextLong(WATCH_SECONDS);
        InputStream stream = connections.get().stream(
                ApiPath.collection(resource, namespace) + ApiPath.watchQuery(selector, version, seconds));
        Thread watchdog = Thread.ofVirtual()
                .name("watchdog-" + resource.plural())
                .start(() -> endOverdue(stream, Duration.ofSeconds(seconds).plus(GRACE)));
        return new WatchLines(stream, watchdog::interrupt);
    }

    private void endOverdue(InputStream stream, Duration after) {
        try {
            Thread.sleep(after);
            LOG.info("watch of {} is overdue and closed", name());
            stream.close();
        } catch (InterruptedException e) {
            LOG.trace("watch of {} ended in time", name());
        } catch (IOException e) {
            LOG.debug("closing an overdue watch of {}", name(), e);
        }
    }

    /** The object with kind and apiVersion, which items of lists lack. */
    ObjectNode complete(ObjectNode object) {
        return complete(resource, object);
    }

    static ObjectNode complete(KubeResource resource, ObjectNode object) {
        if (object.hasNonNull("kind") && object.hasNonNull("apiVersion")) {
            return object;
        }
        ObjectNode whole = Json.object();
        whole.put("kind", resource.kind()).put("apiVersion", resource.apiVersion());
        whole.setAll(object);
        return whole;
    }
}
