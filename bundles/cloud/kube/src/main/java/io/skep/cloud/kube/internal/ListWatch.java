package io.skep.cloud.kube.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.InformerHandler;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.internal.ObjectCache.Change;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a cache equal to a list of the API: one list, then watches, one after the other, each from the last version seen; a new list when the API
 * no longer knows that version. Errors are waited out with a growing pause; see {@link OutageLog} for what is told.
 */
final class ListWatch implements Informer {

    private static final Logger LOG = LoggerFactory.getLogger(ListWatch.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration UNTOLD = Duration.ofSeconds(5);

    private final ListSource source;
    private final InformerHandler handler;
    private final OutageLog outages;
    private final ObjectCache cache = new ObjectCache();
    private final CountDownLatch synced = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;
    private volatile WatchLines watch;
    private volatile Runnable onClose = () -> {};
    private String version = "";
    private Duration pause = FIRST_PAUSE;
    private long failingSince;
    private boolean failing;
    private boolean told;

    /**
     * @param source what to list and watch
     * @param outages shared by all informers of a client
     */
    ListWatch(ListSource source, InformerHandler handler, OutageLog outages) {
        this.source = source;
        this.handler = handler;
        this.outages = outages;
        this.thread = Thread.ofVirtual().name("informer-" + source.name()).unstarted(this::run);
    }

    void onClose(Runnable action) {
        onClose = action;
    }

    ListWatch start() {
        thread.start();
        return this;
    }

    private void run() {
        while (!closed) {
            try {
                if (version.isEmpty()) {
                    relist();
                }
                follow();
            } catch (InterruptedException e) {
                return;
            } catch (KubeException e) {
                if (!e.isOutage()) {
                    version = "";
                }
                if (e.isOutage()) {
                    waitOutOutage(e.line(), e.code() == KubeError.NO_KUBECONFIG);
                } else {
                    waitOut(e.httpCode() == 410, e.line());
                }
            } catch (IOException e) {
                waitOutOutage("watching " + source.name() + " broke off: " + e.getMessage(), false);
            } catch (RuntimeException e) {
                version = "";
                waitOut(false, "watching " + source.name() + " failed: " + e);
            }
        }
    }

    private void relist() throws InterruptedException {
        ListSource.Snapshot snapshot = source.list();
        List<Change> changes = cache.replace(snapshot.objects());
        version = snapshot.version();
        recovered();
        for (Change change : changes) {
            tell(change);
        }
        if (synced.getCount() > 0) {
            synced.countDown();
            guarded(handler::synced);
        }
    }

    private void follow() throws InterruptedException, IOException {
        try (WatchLines lines = source.watch(version)) {
            watch = lines;
            if (closed) {
                return;
            }
            recovered();
            Optional<JsonNode> event = lines.next();
            while (event.isPresent() && !closed) {
                take(event.get());
                event = lines.next();
            }
        } finally {
            watch = null;
        }
    }

    private void take(JsonNode event) throws InterruptedException {
        JsonNode content = event.path("object");
        String type = event.path("type").asText();
        if (type.equals("ERROR") || !(content instanceof ObjectNode)) {
            throw Statuses.watchError("the watch of " + source.name(), content);
        }
        ObjectNode object = source.complete((ObjectNode) content);
        String seen = object.path("metadata").path("resourceVersion").asText("");
        switch (type) {
            case "ADDED", "MODIFIED" -> tell(cache.put(object));
            case "DELETED" -> tell(cache.remove(object));
            default -> LOG.trace("{} event of {}", type, source.name());
        }
        if (!seen.isEmpty()) {
            version = seen;
        }
    }

    private void tell(Change change) throws InterruptedException {
        guarded(() -> {
            if (change.after() == null) {
                handler.deleted(change.before());
            } else if (change.before() == null) {
                handler.added(change.after());
            } else {
                handler.updated(change.before(), change.after());
            }
        });
    }

    private void guarded(HandlerCall call) throws InterruptedException {
        if (closed) {
            throw new InterruptedException();
        }
        try {
            call.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.error("handler of {} failed; the informer goes on", source.name(), e);
        }
    }

    private void recovered() {
        pause = FIRST_PAUSE;
        failing = false;
        outages.recovered(this);
        if (told) {
            told = false;
            LOG.info("{} are watched again", source.name());
        }
    }

    private void waitOutOutage(String why, boolean kubeConfigMissing) {
        if (!closed) {
            outages.failed(this, why, kubeConfigMissing);
        }
        waitOut(true, why);
    }

    private void waitOut(boolean expected, String why) {
        if (closed) {
            return;
        }
        if (!expected) {
            complain(why);
        }
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /** Short failures, as at a start, are nobody's business; a longer one is told once. */
    private void complain(String why) {
        LOG.debug("{} cannot be watched: {}", source.name(), why);
        long now = System.nanoTime();
        if (!failing) {
            failing = true;
            failingSince = now;
        }
        if (!told && now - failingSince >= UNTOLD.toNanos()) {
            told = true;
            LOG.warn("{} cannot be watched now, trying again: {}", source.name(), why);
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
        return cache.list();
    }

    @Override
    public Optional<ObjectNode> find(String namespace, String name) {
        return cache.find(namespace, name);
    }

    @Override
    public void close() {
        closed = true;
        outages.recovered(this);
        onClose.run();
        WatchLines lines = watch;
        thread.interrupt();
        try {
            if (lines != null) {
                lines.close();
            }
            if (Thread.currentThread() != thread) {
                thread.join();
            }
        } catch (IOException e) {
            LOG.debug("closing the watch of {}", source.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One call of the handler. */
    private interface HandlerCall {
        void run() throws Exception;
    }
}
