package io.skep.itests.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * What is known of a wished pod: how often its container was restarted for certain, and how often perhaps besides. From a pin on it is the same
 * container with the same processes, until its end is explained.
 */
final class Wish {

    private final PodKind kind;
    private final String uid;
    private String id = "";
    private Set<String> processes = Set.of();
    private int restarts;
    private int mayBe;

    Wish(PodKind kind, String uid) {
        this.kind = kind;
        this.uid = uid;
    }

    PodKind kind() {
        return kind;
    }

    String uid() {
        return uid;
    }

    /** The container that it has for certain, empty while it may change. */
    String id() {
        return id;
    }

    /** Its container runs for certain and was never restarted. */
    boolean isFresh() {
        return restarts == 0 && mayBe == 0 && !id.isEmpty();
    }

    /** Its container is about to end: if it runs for certain it is restarted once. */
    void ended(JsonNode pod) {
        if (pod != null && container(pod).path("ready").asBoolean()) {
            restarts++;
        } else {
            mayBe++;
        }
        forget();
    }

    /** Its container that ran for certain has ended. */
    void ended() {
        restarts++;
        forget();
    }

    private void forget() {
        id = "";
        processes = Set.of();
    }

    /** From here on it must not change without reason. */
    void pin(JsonNode pod) {
        id = container(pod).path("containerID").asText();
        restarts = container(pod).path("restartCount").asInt();
        mayBe = 0;
        processes = kind.inProcess() ? Set.of() : Containers.processes(uid);
    }

    static JsonNode container(JsonNode pod) {
        return pod.at("/status/containerStatuses/0");
    }

    /** In what the pod differs, empty when in nothing. */
    String difference(JsonNode pod) {
        JsonNode container = container(pod);
        if (!pod.at("/metadata/uid").asText().equals(uid)) {
            return "is another pod than the one that was created";
        }
        if (!pod.at("/status/phase").asText().equals("Running")
                || !container.path("ready").asBoolean()) {
            return "is " + pod.path("status");
        }
        String now = container.path("containerID").asText();
        int count = container.path("restartCount").asInt();
        if (count < restarts || count > restarts + mayBe) {
            return "was restarted " + count + " times, explained are " + restarts + " and perhaps " + mayBe;
        }
        if (!id.isEmpty() && !id.equals(now)) {
            return "was " + id + " and is " + now;
        }
        if (!processes.isEmpty() && !processes.equals(Containers.processes(uid))) {
            return "had the processes " + processes + " and has " + Containers.processes(uid);
        }
        return "";
    }
}
