package io.skep.itests.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.itests.process.Api.Refused;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Pods that come and go without a pause: each has to be Running in the API, and be gone after it was deleted, within a limit. */
final class Churn implements AutoCloseable {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Api api;
    private final AtomicInteger lives = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile long slowest;
    private volatile boolean stopping;
    private final Thread thread;

    Churn(Cluster cluster) {
        this.api = cluster.api();
        this.thread = Thread.ofVirtual().name("churn").start(this::run);
    }

    /** Pods that came and went. */
    int lives() {
        return lives.get();
    }

    /** The longest time of one step. */
    Duration slowest() {
        return Duration.ofNanos(slowest);
    }

    /** What did not happen in time. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    private void run() {
        for (int i = 1; !stopping && failures.isEmpty(); i++) {
            String name = "churn-" + i;
            try {
                step(name + " created", () -> isCreated(name));
                step(name + " Running", () -> isRunning(name));
                step(name + " deleted and gone", () -> isGone(name));
                lives.incrementAndGet();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private interface Step {
        boolean isDone() throws IOException, InterruptedException;
    }

    private void step(String what, Step step) throws InterruptedException {
        long begun = System.nanoTime();
        String last = "";
        while (System.nanoTime() - begun < LIMIT.toNanos()) {
            try {
                if (step.isDone()) {
                    slowest = Math.max(slowest, System.nanoTime() - begun);
                    return;
                }
            } catch (IOException e) {
                last = e.toString();
            }
            LockSupport.parkNanos(50_000_000L);
        }
        failures.add("not in " + LIMIT.toSeconds() + " s: " + what + " " + last);
        throw new InterruptedException(what);
    }

    private boolean isCreated(String name) throws IOException, InterruptedException {
        try {
            api.create(PODS, """
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"runtimeClassName":"osgi",
                    "terminationGracePeriodSeconds":1,"containers":[{"name":"c","image":"bundle:io.skep.demo.hello"}]}}
                    """.formatted(name));
            return true;
        } catch (Refused e) {
            return e.status() == 409;
        }
    }

    private boolean isRunning(String name) throws IOException, InterruptedException {
        JsonNode pod = api.get(PODS + "/" + name);
        return pod.at("/status/phase").asText().equals("Running")
                && pod.at("/status/containerStatuses/0/ready").asBoolean();
    }

    private boolean isGone(String name) throws IOException, InterruptedException {
        try {
            JsonNode pod = api.get(PODS + "/" + name);
            if (pod.at("/metadata/deletionTimestamp").isMissingNode()) {
                api.delete(PODS + "/" + name);
            }
            return false;
        } catch (Refused e) {
            return e.status() == 404;
        }
    }

    /** Lets the last pod end its life. */
    void finish() {
        stopping = true;
        try {
            if (!thread.join(LIMIT.multipliedBy(3))) {
                throw new AssertionError("the pods' life does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        finish();
        api.close();
    }
}
