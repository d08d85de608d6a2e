package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.model.Json;
import io.skep.edge.edged.internal.pod.Ledger.Exit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What the status says about one container.
 *
 * @param started its startup probe and its hook after the start are done
 * @param ready besides, its readiness probe says so
 */
record ContainerView(
        String name,
        String image,
        String imageId,
        String id,
        int restarts,
        boolean started,
        boolean ready,
        State state,
        Optional<Exit> last) {

    /** Where it is. */
    sealed interface State {
        record Waiting(String reason, String message) implements State {}

        record Running(Instant startedAt) implements State {}

        record Ended(Exit exit) implements State {}
    }

    boolean isRunning() {
        return state instanceof State.Running;
    }

    boolean isWaiting() {
        return state instanceof State.Waiting;
    }

    boolean succeeded() {
        return state instanceof State.Ended(Exit exit) && exit.code() == 0;
    }

    /** True for init containers that have done their work, and for others that run and say that they are ready. */
    boolean isReady(boolean init) {
        return init ? succeeded() : isRunning() && ready;
    }

    ObjectNode status(boolean init) {
        ObjectNode status = Json.object();
        if (!id.isEmpty()) {
            status.put("containerID", id);
        }
        status.put("image", image).put("imageID", imageId);
        status.set(
                "lastState",
                state instanceof State.Ended
                        ? Json.object()
                        : last.map(ContainerView::ended).orElse(Json.object()));
        status.put("name", name)
                .put("ready", isReady(init))
                .put("restartCount", restarts)
                .put("started", isRunning() && started);
        status.set(
                "state",
                switch (state) {
                    case State.Waiting(String reason, String message) -> {
                        ObjectNode waiting = Json.object();
                        ObjectNode inner = waiting.putObject("waiting").put("reason", reason);
                        if (!message.isEmpty()) {
                            inner.put("message", message);
                        }
                        yield waiting;
                    }
                    case State.Running(Instant startedAt) -> {
                        ObjectNode running = Json.object();
                        running.putObject("running").put("startedAt", time(startedAt));
                        yield running;
                    }
                    case State.Ended(Exit exit) -> ended(exit);
                });
        return status;
    }

    private static ObjectNode ended(Exit exit) {
        ObjectNode ended = Json.object();
        ObjectNode inner = ended.putObject("terminated").put("exitCode", exit.code());
        inner.put("reason", exit.reason().isEmpty() ? exit.code() == 0 ? "Completed" : "Error" : exit.reason());
        if (!exit.message().isEmpty()) {
            inner.put("message", exit.message());
        }
        inner.put("startedAt", time(exit.startedAt())).put("finishedAt", time(exit.finishedAt()));
        if (!exit.id().isEmpty()) {
            inner.put("containerID", exit.id());
        }
        return ended;
    }

    /** Kubernetes' notation: whole seconds. */
    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
