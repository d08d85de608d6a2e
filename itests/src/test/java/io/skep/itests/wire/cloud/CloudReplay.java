package io.skep.itests.wire.cloud;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;
import io.skep.beehive.testkit.Await;
import io.skep.cloud.cloudhub.fake.FakeLink;
import io.skep.cloud.cloudhub.internal.HubUnderTest;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.Contents;
import io.skep.common.model.KubeObject;
import io.skep.itests.wire.Recording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One recording under way: what the edge said goes to our hub, what the cloud said is compared with what comes back. */
final class CloudReplay {

    private static final Duration SILENCE = Duration.ofMillis(120);

    private final HubUnderTest hub;
    private final FakeKube kube;
    private final Cluster cluster;
    private final StandIns standIns;
    private final String node;
    private final List<String> differences = new ArrayList<>();
    private List<Message> missed = List.of();
    private FakeLink link;

    CloudReplay(HubUnderTest hub, FakeKube kube, StandIns standIns, String node) {
        this.hub = hub;
        this.kube = kube;
        this.cluster = new Cluster(kube);
        this.standIns = standIns;
        this.node = node;
    }

    /** What was not like the recording, one line each. */
    List<String> differences() {
        return differences;
    }

    /** The operator does what is not in the recording: makes or removes the object of a message. */
    void act(Message push) {
        cluster.act(push);
    }

    /** The edge's last connection. */
    FakeLink link() {
        return link;
    }

    /** What has changed when the edge comes back for the last time. */
    void missing(List<Message> messages) {
        missed = messages;
    }

    /** Plays all, on the connection of what was played before; returns how many messages of the cloud were compared. */
    int play(List<Recording.Entry> entries) throws InterruptedException {
        link = link == null ? hub.connect(node) : link;
        int connection = entries.getFirst().connection();
        Map<String, List<Message>> answers = new LinkedHashMap<>();
        for (Recording.Entry entry : entries) {
            if (!entry.fromEdge() && entry.message().isResponse()) {
                answers.computeIfAbsent(entry.message().parentId(), any -> new ArrayList<>())
                        .add(entry.message());
            }
        }
        int compared = 0;
        Set<String> seen = new HashSet<>();
        for (Recording.Entry entry : entries) {
            Message message = entry.message();
            if (entry.connection() != connection) {
                connection = entry.connection();
                link = reconnect(isNodeMissing(entries, connection));
                missed.forEach(late -> seen.add(late.id()));
                compared += resync();
            }
            if (entry.fromEdge() && !message.operation().equals(Operations.RESPONSE)) {
                compared += ask(message, distinct(answers.getOrDefault(message.id(), List.of())));
            } else if (!entry.fromEdge() && !message.isResponse() && seen.add(message.id())) {
                push(message);
                compared++;
            }
        }
        return compared;
    }

    private FakeLink reconnect(boolean nodeDeleted) throws InterruptedException {
        if (nodeDeleted) {
            cluster.removeNode(node);
        } else {
            link.close();
        }
        Await.until("the old session has ended", () -> hub.nodes().isEmpty());
        missed.forEach(cluster::act);
        kube.settle();
        return hub.connect(node);
    }

    /** What changed while the edge was away comes in any order, and nothing else comes. */
    private int resync() {
        for (Message message : missed) {
            compare(message, link.poll(ours -> isSame(message, ours), Duration.ofSeconds(15)));
        }
        if (!missed.isEmpty()) {
            link.poll(ours -> !ours.isResponse(), SILENCE)
                    .ifPresent(message -> differences.add("unexpected " + message));
        }
        return missed.size();
    }

    /** True when the first answer about the node on that connection says that there is none. */
    private static boolean isNodeMissing(List<Recording.Entry> entries, int connection) {
        return entries.stream()
                .filter(entry -> entry.connection() == connection && !entry.fromEdge())
                .filter(entry -> entry.raw().contains("/node/"))
                .findFirst()
                .filter(entry -> entry.raw().contains("NotFound"))
                .isPresent();
    }

    private static List<Message> distinct(List<Message> answers) {
        Map<String, Message> byId = new LinkedHashMap<>();
        answers.forEach(answer -> byId.put(answer.id(), answer));
        return List.copyOf(byId.values());
    }

    private int ask(Message request, List<Message> recorded) throws InterruptedException {
        if (!standIns.areAsked(request)) {
            recorded.forEach(answer -> cluster.prepare(request, answer));
            kube.settle();
        }
        link.receive(request);
        if (standIns.areAsked(request)) {
            standIns.take(request);
            recorded.forEach(standIns::say);
        }
        for (Message answer : recorded) {
            compare(answer, link.poll(ours -> ours.parentId().equals(request.id()), Duration.ofSeconds(10)));
        }
        if (recorded.isEmpty() && !request.operation().equals(Operations.KEEPALIVE)) {
            Optional<Message> unexpected =
                    link.poll(ours -> !request.id().isEmpty() && ours.parentId().equals(request.id()), SILENCE);
            unexpected.ifPresent(message -> differences.add(request + " of " + node + ": unexpected " + message));
        }
        return recorded.size();
    }

    /** Our cloud may have sent it by itself, as an echo of a status; if not, the operator's change is made. */
    private void push(Message recorded) {
        if (StandIns.send(recorded)) {
            standIns.say(recorded);
            compare(recorded, link.poll(message -> isSame(recorded, message), Duration.ofSeconds(10)));
            return;
        }
        Optional<Message> ours = link.poll(message -> isSame(recorded, message), SILENCE);
        if (ours.isEmpty() && Cluster.find(recorded).isPresent()) {
            cluster.act(recorded);
            ours = link.poll(message -> isSame(recorded, message), Duration.ofSeconds(10));
        }
        compare(recorded, ours);
    }

    private static boolean isSame(Message recorded, Message ours) {
        return !ours.isResponse()
                && ours.operation().equals(recorded.operation())
                && ours.resource().equals(recorded.resource())
                && uid(ours).equals(uid(recorded))
                && (recorded.operation().equals(Operations.DELETE)
                        || ours.resourceVersion().equals(recorded.resourceVersion()));
    }

    private static String uid(Message message) {
        return KubeObject.uid(Contents.tree(message));
    }

    private void compare(Message recorded, Optional<Message> ours) {
        if (ours.isEmpty()) {
            differences.add(recorded + ": nothing came");
        } else {
            Shapes.differences(recorded, ours.get()).forEach(line -> differences.add(recorded + ": " + line));
        }
    }
}
