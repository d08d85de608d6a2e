package io.skep.cloud.kube.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.InformerHandler;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.KubeObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Follows a {@link FakeKube} on its own thread. */
final class FakeInformer implements Informer {

    /** What happened; without an object for the end of the first list, with a latch for a point that somebody waits for. */
    private record Event(String type, ObjectNode object, CountDownLatch reached) {
        Event(String type, ObjectNode object) {
            this(type, object, null);
        }
    }

    private final FakeKube kube;
    private final KubeResource resource;
    private final String namespace;
    private final Selector selector;
    private final InformerHandler handler;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<String, ObjectNode> cache = new ConcurrentHashMap<>();
    private final CountDownLatch synced = new CountDownLatch(1);
    private final Thread thread;

    FakeInformer(FakeKube kube, KubeResource resource, String namespace, Selector selector, InformerHandler handler) {
        this.kube = kube;
        this.resource = resource;
        this.namespace = namespace;
        this.selector = selector;
        this.handler = handler;
        this.thread =
                Thread.ofVirtual().name("fake-informer-" + resource.plural()).unstarted(this::run);
    }

    void start() {
        kube.snapshot(resource, namespace, selector).forEach(object -> events.add(new Event("ADDED", object)));
        events.add(new Event("", null));
        thread.start();
    }

    void offer(KubeResource changed, String type, ObjectNode object) {
        if (!changed.equals(resource) || !namespace.isEmpty() && !namespace.equals(KubeObject.namespace(object))) {
            return;
        }
        boolean fits = Selectors.match(selector, object);
        events.add(new Event(fits ? type : "DELETED", object));
    }

    private void run() {
        try {
            while (true) {
                Event event = events.take();
                handle(event);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("handler failed", e);
        }
    }

    private void handle(Event event) throws Exception {
        if (event.reached != null) {
            event.reached.countDown();
            return;
        }
        if (event.object == null) {
            synced.countDown();
            handler.synced();
            return;
        }
        String key = KubeObject.namespace(event.object) + "/" + KubeObject.name(event.object);
        if (event.type.equals("DELETED")) {
            if (cache.remove(key) != null) {
                handler.deleted(event.object);
            }
            return;
        }
        ObjectNode before = cache.put(key, event.object);
        if (before == null) {
            handler.added(event.object);
        } else {
            handler.updated(before, event.object);
        }
    }

    void settle() throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        events.add(new Event("", null, reached));
        while (thread.isAlive() && !reached.await(10, TimeUnit.MILLISECONDS)) {
            Thread.onSpinWait();
        }
    }

    @Override
    public boolean isSynced() {
        return synced.getCount() == 0;
    }

    @Override
    public void awaitSync() throws InterruptedException {
        synced.await();
    }

    @Override
    public List<ObjectNode> list() {
        return List.copyOf(cache.values());
    }

    @Override
    public Optional<ObjectNode> find(String namespace, String name) {
        return Optional.ofNullable(cache.get(namespace + "/" + name));
    }

    @Override
    public void close() {
        kube.forget(this);
        thread.interrupt();
    }
}
