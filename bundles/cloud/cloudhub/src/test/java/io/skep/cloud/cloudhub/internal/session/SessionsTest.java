package io.skep.cloud.cloudhub.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.MovableClock;
import io.skep.cloud.cloudhub.internal.session.Messages.Given;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two cloudcores over one API; most tests need one only. */
@Timeout(60)
class SessionsTest {

    private final FakeKube kube = new FakeKube();
    private final MovableClock clock = new MovableClock();
    private HubDouble hub;
    private HubDouble other;

    @BeforeEach
    void start() throws InterruptedException {
        hub = new HubDouble(kube, clock, 3);
        other = new HubDouble(kube, clock, 3);
    }

    @AfterEach
    void stop() {
        hub.close();
        other.close();
    }

    private String version(String uid) {
        return kube.list(KubeResource.OBJECTSYNCS, "", Selector.ALL).stream()
                .filter(record -> record.path("metadata").path("name").asText().equals("n." + uid))
                .map(record ->
                        record.path("status").path("objectResourceVersion").asText("incomplete"))
                .findFirst()
                .orElse("none");
    }

    private long recordWrites() {
        return kube.calls().stream()
                .filter(call -> call.contains("objectsyncs"))
                .count();
    }

    @Test
    void recordIsThereBeforeTheMessageIsSentAndSaysWhatWasAcknowledged() {
        EdgeLink edge = new EdgeLink("n", false);
        NodeSession session = hub.open(edge);
        kube.outage(true);
        hub.dispatch(Messages.push("n", "c", 7));
        assertThat(edge.take()).isEmpty();
        kube.outage(false);

        hub.work();

        Message frame = edge.take().getFirst();
        assertThat(frame.resource()).isEqualTo("default/configmap/c");
        assertThat(version("c")).isEqualTo("0");
        session.acknowledged(frame.id());
        hub.work();
        assertThat(version("c")).isEqualTo("7");
    }

    @Test
    void whoseSessionIsTakenOverTouchesTheNewOneNoMore() {
        EdgeLink old = new EdgeLink("n", false);
        NodeSession first = hub.open(old);
        EdgeLink young = new EdgeLink("n", false);
        NodeSession second = hub.open(young);

        assertThat(old.isOpen()).isFalse();
        assertThat(first.isOver()).isTrue();
        assertThat(hub.sessions.end(first)).isFalse();
        assertThat(hub.sessions.find("n")).containsSame(second);
        hub.dispatch(Messages.push("n", "c", 7));
        hub.work();
        String id = young.take().getFirst().id();
        first.acknowledged(id);
        hub.work();
        assertThat(version("c")).isEqualTo("0");
        assertThat(old.take()).isEmpty();
    }

    @Test
    void newSessionTakesOverWhatTheOldOneHadNotDone() {
        EdgeLink old = new EdgeLink("n", false);
        NodeSession first = hub.open(old);
        Message known = Messages.push("n", "known", 6);
        hub.dispatch(known);
        hub.dispatch(Messages.push("n", "flying", 7));
        hub.dispatch(Messages.answer("n", "asked", 8));
        hub.work();
        first.acknowledged(known.id());
        hub.work();
        hub.dispatch(Messages.push("n", "waiting", 9));

        EdgeLink young = new EdgeLink("n", false);
        hub.open(young);
        hub.work();

        assertThat(young.take())
                .extracting(Message::resource)
                .containsExactlyInAnyOrder(
                        "default/configmap/flying", "default/configmap/asked", "default/configmap/waiting");
    }

    @Test
    void refusesNodesBeyondTheLimitButNotThoseThatAreThere() {
        hub.open(new EdgeLink("a", false));
        hub.open(new EdgeLink("b", false));
        hub.open(new EdgeLink("c", false));

        assertThat(hub.sessions.open("d", new EdgeLink("d", false))).isEmpty();
        assertThat(hub.sessions.hasRoom("a")).isTrue();
    }

    @Test
    void silentNodeIsEndedAfterTheKeepaliveTime() {
        EdgeLink edge = new EdgeLink("n", false);
        hub.open(edge);
        sweep(30);
        assertThat(edge.isOpen()).isTrue();

        sweep(1);

        assertThat(edge.isOpen()).isFalse();
        assertThat(hub.sessions.find("n")).isEmpty();
    }

    @Test
    void timeInWhichTheHubItselfStoodStillIsNoSilence() {
        EdgeLink edge = new EdgeLink("n", false);
        hub.open(edge);
        sweep(20);
        clock.advance(Duration.ofMinutes(5));

        sweep(5);

        assertThat(edge.isOpen()).isTrue();
        sweep(7);
        assertThat(edge.isOpen()).isFalse();
    }

    @Test
    void edgeWhoseLinkIsKeptWaitingByTheCloudIsNotSilent() {
        EdgeLink edge = new EdgeLink("n", false);
        NodeSession session = hub.open(edge);
        session.enter();
        sweep(100);
        session.leave();

        sweep(20);

        assertThat(edge.isOpen()).isTrue();
    }

    private void sweep(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(Sessions.SWEEP);
            hub.sessions.sweep();
        }
    }

    @Test
    void repeatsByItselfWhenTheTimeHasCome() {
        EdgeLink edge = new EdgeLink("n", false);
        hub.open(edge);
        hub.dispatch(Messages.push("n", "c", 7));
        hub.work();
        String first = edge.take().getFirst().id();
        clock.advance(Duration.ofSeconds(4));
        assertThat(hub.work().sessions.inFlight()).isEqualTo(1);
        assertThat(edge.take()).isEmpty();

        clock.advance(Duration.ofSeconds(1));
        hub.work();

        assertThat(edge.take()).extracting(Message::id).containsExactly(first);
    }

    @Test
    void absentNodesMessagesAreRecordedAfterAMoment() {
        Given delivery = hub.dispatch(Messages.push("n", "c", 7));
        hub.work();
        assertThat(version("c")).isEqualTo("none");
        assertThat(delivery.finished()).isFalse();

        clock.advance(Duration.ofSeconds(1));
        hub.work();

        assertThat(version("c")).isEqualTo("0");
        assertThat(delivery.finished()).isTrue();
    }

    @Test
    void messageOfAnAbsentNodeReachesItWhenItComesWithinThatMoment() {
        hub.dispatch(Messages.push("n", "c", 7));
        EdgeLink edge = new EdgeLink("n", false);
        hub.open(edge);

        clock.advance(Duration.ofSeconds(1));
        hub.work();

        assertThat(edge.take()).hasSize(1);
    }

    @Test
    void hubWithoutTheSessionWritesNothing() {
        EdgeLink edge = new EdgeLink("n", true);
        NodeSession session = hub.open(edge);
        Message push = Messages.push("n", "c", 7);
        hub.dispatch(push);
        other.dispatch(push);
        hub.work();
        other.work();
        session.acknowledged(edge.take().getFirst().id());
        hub.work();
        long writes = recordWrites();
        settle();

        clock.advance(Duration.ofSeconds(2));
        other.work();
        other.dispatch(Messages.push("n", "c", 8));
        clock.advance(Duration.ofSeconds(2));
        other.work();

        assertThat(recordWrites()).isEqualTo(writes);
        assertThat(version("c")).isEqualTo("7");
    }

    @Test
    void edgeThatMovesToAnotherCloudcoreIsToldOnlyWhatItHasNotAcknowledged() {
        EdgeLink edge = new EdgeLink("n", true);
        NodeSession session = hub.open(edge);
        Message known = Messages.push("n", "known", 7);
        Message lost = Messages.push("n", "lost", 8);
        hub.dispatch(known);
        hub.dispatch(lost);
        hub.work();
        session.acknowledged(known.id());
        hub.work();
        edge.take();
        settle();

        EdgeLink moved = new EdgeLink("n", true);
        other.open(moved);
        other.dispatch(Messages.push("n", "known", 7));
        other.dispatch(Messages.push("n", "lost", 8));
        other.work();

        assertThat(moved.take()).extracting(Message::resource).containsExactly("default/configmap/lost");
    }

    @Test
    void lateAcknowledgementAtACutOffCloudcoreTakesNothingBack() {
        EdgeLink old = new EdgeLink("n", true);
        NodeSession stale = hub.open(old);
        hub.dispatch(Messages.push("n", "c", 7));
        hub.work();
        String staleId = old.take().getFirst().id();
        EdgeLink moved = new EdgeLink("n", true);
        NodeSession live = other.open(moved);
        other.dispatch(Messages.push("n", "c", 9));
        other.work();
        live.acknowledged(moved.take().getFirst().id());
        other.work();

        stale.acknowledged(staleId);
        hub.work();

        assertThat(version("c")).isEqualTo("9");
    }

    @Test
    void floodOfOneNodeLeavesRoomInTheMailboxForOthers() {
        EdgeLink flooded = new EdgeLink("n", false);
        hub.open(flooded);
        kube.outage(true);
        List<Given> deliveries = new ArrayList<>();

        for (int i = 0; i < 1000; i++) {
            deliveries.add(hub.dispatch(Messages.push("n", "c" + i, 10 + i)));
        }

        assertThat(deliveries.stream().filter(given -> !given.finished().get())).hasSize(64);
        List<Message> orphans = hub.sessions.close(Duration.ZERO);
        assertThat(orphans).hasSize(936);
        kube.outage(false);
    }

    @Test
    void messagesBeyondTheQueueAreLeftToTheComparisonWithARecord() {
        EdgeLink silent = new EdgeLink("n", false);
        hub.open(silent);
        for (int i = 0; i < Works.MOST_WAITING; i++) {
            hub.dispatch(Messages.push("n", "c" + i, 10 + i));
        }
        hub.work();
        for (int i = 0; i < 16; i++) {
            hub.dispatch(Messages.push("n", "fill" + i, 10_000));
        }

        Given late = hub.dispatch(Messages.push("n", "late", 10_001));
        hub.work();

        assertThat(late.finished()).isTrue();
        assertThat(hub.counts.postponed()).isEqualTo(1);
        assertThat(version("late")).isEqualTo("0");
    }

    @Test
    void answersThatWaitForADeafEdgeEndItsSession() {
        EdgeLink deaf = new EdgeLink("n", false);
        hub.open(deaf);

        for (int i = 0; i < Works.MOST_WAITING + 1; i++) {
            hub.dispatch(Messages.once("n"));
        }

        assertThat(deaf.isOpen()).isFalse();
    }

    private void settle() {
        Await.until("the caches follow", () -> {
            kube.settle();
            return true;
        });
    }
}
