package io.skep.cloud.cloudhub.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.testkit.Await;
import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.KubeObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecorderTest {

    private final FakeKube kube = new FakeKube();
    private final Deque<ModuleContext.Task> threads = new ArrayDeque<>();
    private final List<String> made = new ArrayList<>();
    private ObjectSyncs syncs;
    private Recorder recorder;

    @BeforeEach
    void start() throws InterruptedException {
        syncs = new ObjectSyncs(kube);
        syncs.awaitSync();
        recorder = new Recorder(syncs, (name, task) -> threads.add(task), 1, Duration.ofMillis(1));
    }

    @AfterEach
    void stop() {
        syncs.close();
    }

    private static Acked push(String node, String name, long version) {
        return Messages.acked(Messages.push(node, name, version));
    }

    private void create(String node, String name) {
        recorder.create(push(node, name, 1), version -> made.add(node + "/" + name));
    }

    private void run() throws Exception {
        while (!threads.isEmpty()) {
            threads.poll().run();
        }
    }

    private Map<String, String> records() {
        return kube.list(KubeResource.OBJECTSYNCS, "", Selector.ALL).stream()
                .collect(Collectors.toMap(
                        KubeObject::name,
                        record -> record.path("status")
                                .path("objectResourceVersion")
                                .asText("")));
    }

    private long writes(String verb) {
        return kube.calls().stream().filter(call -> call.startsWith(verb)).count();
    }

    @Test
    void oneNodeWithMuchToRecordDelaysNoOther() throws Exception {
        for (int i = 0; i < 100; i++) {
            create("busy", "c" + i);
        }
        create("quiet", "q");

        run();

        assertThat(made.subList(0, 3)).contains("quiet/q");
        assertThat(made).hasSize(101);
    }

    @Test
    void recordIsCompletedAfterItWasMade() throws Exception {
        create("n", "c");

        run();

        assertThat(records()).containsExactlyEntriesOf(Map.of("n.c", "0"));
        assertThat(recorder.waiting()).isZero();
    }

    @Test
    void acknowledgementThatCameMeanwhileSavesTheFirstVersion() throws Exception {
        recorder.create(push("n", "c", 7), version -> recorder.acknowledged(push("n", "c", 7)));

        run();

        assertThat(records()).containsExactlyEntriesOf(Map.of("n.c", "7"));
        assertThat(writes("create objectsyncs") + writes("patch")).isLessThanOrEqualTo(3);
    }

    @Test
    void newerAcknowledgementReplacesOneThatWaits() throws Exception {
        create("n", "c");
        run();
        long before = writes("patch");

        recorder.acknowledged(push("n", "c", 7));
        recorder.acknowledged(push("n", "c", 9));
        recorder.acknowledged(push("n", "c", 8));
        run();

        assertThat(records()).containsExactlyEntriesOf(Map.of("n.c", "9"));
        assertThat(writes("patch") - before).isEqualTo(1);
    }

    @Test
    void removesTheRecordOfWhatTheEdgeDeleted() throws Exception {
        create("n", "c");
        run();

        recorder.acknowledged(push("n", "c", 7));
        recorder.acknowledged(Messages.acked(Messages.delete("n", "c", 8)));
        run();

        assertThat(records()).isEmpty();
    }

    @Test
    void waitsAnOutageOut() throws Exception {
        kube.outage(true);
        create("n", "c");
        Thread worker = Thread.ofVirtual().start(() -> {
            try {
                run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Await.until("it was tried", () -> writes("create objectsyncs") > 2);

        kube.outage(false);

        worker.join();
        assertThat(records()).containsEntry("n.c", "0");
        assertThat(made).containsExactly("n/c");
    }

    @Test
    void flushWritesWhatWaitsOnTheCallersThread() {
        create("n", "c");
        recorder.acknowledged(push("n", "d", 5));

        recorder.flush(Duration.ofSeconds(5));

        assertThat(records()).containsOnly(Map.entry("n.c", "0"), Map.entry("n.d", "5"));
    }

    @Test
    void flushGivesUpWhenTheApiIsAway() {
        kube.outage(true);
        create("n", "c");

        recorder.flush(Duration.ofSeconds(5));

        assertThat(made).isEmpty();
        assertThat(recorder.waiting()).isEqualTo(1);
    }
}
