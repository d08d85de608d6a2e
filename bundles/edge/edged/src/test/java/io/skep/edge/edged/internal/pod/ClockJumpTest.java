package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.testkit.Await;
import io.skep.edge.edged.internal.disk.Mounts;
import io.skep.edge.edged.internal.probe.Checks.Target;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.ExecResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the machine's clock in the middle of a wait: it is neither cut short nor made longer. */
class ClockJumpTest extends PodWorkerFixture {

    private static final Duration HOUR = Duration.ofHours(1);

    private void jump(int hours) {
        wall.jump(HOUR.multipliedBy(hours));
    }

    private void after(int seconds) throws InterruptedException {
        clock.advance(Duration.ofSeconds(seconds));
        worker.pass();
    }

    /** The second crash in a row, after which there are ten seconds to wait. */
    private void crashTwice() throws InterruptedException {
        worker.pass();
        runtime.exit("u1", "c", 1);
        worker.pass();
        runtime.exit("u1", "c", 1);
        worker.pass();
        assertThat(runtime.started).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void restartBackOff(int hours) throws Exception {
        crashTwice();
        after(4);
        jump(hours);
        assertThat(worker.pass()).contains(Duration.ofSeconds(5));
        after(5);
        assertThat(runtime.started).hasSize(2);
        assertThat(waiting()).isEqualTo("CrashLoopBackOff");
        after(1);
        assertThat(runtime.started).hasSize(3);
    }

    /** What is on the disk is of the old time; the successor waits one pause at most. */
    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void restartBackOffOfAnotherProcess(int hours) throws Exception {
        crashTwice();
        jump(hours);
        worker = worker();
        worker.pass();
        assertThat(runtime.started).hasSize(hours > 0 ? 3 : 2);
        after(10);
        assertThat(runtime.started).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void pullBackOff(int hours) throws Exception {
        ((ObjectNode) pod.at("/spec/containers/0")).put("image", "bundle:nobody");
        worker.pass();
        jump(hours);
        after(9);
        assertThat(waiting()).isEqualTo("ImagePullBackOff");
        assertThat(runtime.done).hasSize(1);
        after(1);
        assertThat(runtime.done).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void gracePeriod(int hours) throws Exception {
        containerPod("", "");
        runtime.put("u1", "c", 0, Phase.RUNNING);
        runtime.away = true;
        PodServices services = new PodServices(
                meta,
                new Runtimes(runtimes),
                events,
                Pods.settings(dir, Mounts.none()),
                new ModuleForks(context),
                wall.clocks());
        Stops stops = new Stops(services, new Hooks(events), () -> {});
        Stops.Order order = new Stops.Order(pod, Pods.container(pod), runtime, new Target("u1", "c", ""));
        stops.begin(order, Duration.ofSeconds(30), "Stopping container c");
        Await.until("first try", () -> runtime.asked.get() > 0);
        jump(hours);
        clock.advance(Duration.ofSeconds(10));
        runtime.away = false;
        Await.until("stopped", () -> !stops.isBusy());
        assertThat(runtime.done).containsExactly("stop c 20");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void firstProbe(int hours) throws Exception {
        containerPod(
                "",
                "'startupProbe':{'exec':{'command':['up']},'periodSeconds':1},"
                        + "'livenessProbe':{'exec':{'command':['alive']},'initialDelaySeconds':20,'periodSeconds':3}");
        worker = worker();
        worker.pass();
        jump(hours);
        forks.run();
        worker.pass();
        clock.advance(Duration.ofSeconds(19));
        forks.run();
        assertThat(runtime.done).containsExactly("exec c up");
        clock.advance(Duration.ofSeconds(1));
        forks.run();
        assertThat(runtime.done).containsExactly("exec c up", "exec c alive");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void periodOfAProbe(int hours) throws Exception {
        containerPod("", "'livenessProbe':{'exec':{'command':['alive']},'periodSeconds':10,'failureThreshold':2}");
        worker = worker();
        worker.pass();
        runtime.execResult = new ExecResult(false, 1, "", "");
        forks.run();
        jump(hours);
        clock.advance(Duration.ofSeconds(9));
        forks.run();
        assertThat(runtime.done).containsExactly("exec c alive");
        clock.advance(Duration.ofSeconds(1));
        forks.run();
        worker.pass();
        assertThat(runtime.done).containsExactly("exec c alive", "exec c alive", "stop c 30");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void runtimeThatIsBeingSwapped(int hours) throws Exception {
        runtimes.clear();
        worker.pass();
        jump(hours);
        after(29);
        assertThat(eventReasons()).isEmpty();
        after(1);
        assertThat(eventReasons()).containsExactly("FailedCreatePodSandBox");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void timeThatThePodHas(int hours) throws Exception {
        containerPod("'activeDeadlineSeconds':60", "");
        worker = worker();
        worker.pass();
        jump(hours);
        after(59);
        assertThat(runtime.done).isEmpty();
        after(1);
        assertThat(runtime.done).containsExactly("stop c 30", "remove u1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void volumesAndLogs(int hours) throws Exception {
        containerPod("", "");
        worker = worker();
        worker.pass();
        Path log = dir.resolve("pods/u1/logs/c/0.log");
        Files.createDirectories(log.getParent());
        for (int i = 0; i < 3; i++) {
            Files.writeString(log, i + "x".repeat(101));
            after(10);
            assertThat(log).doesNotExist();
            jump(hours);
        }
        assertThat(runtime.done).containsExactly("reopen c", "reopen c", "reopen c");
        try (var files = Files.list(log.getParent())) {
            assertThat(files.sorted().map(ClockJumpTest::firstLetter))
                    .as("the newest stay")
                    .containsExactly('1', '2');
        }
    }

    private static char firstLetter(Path file) {
        try {
            return Files.readString(file).charAt(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void sameEvent(int hours) throws Exception {
        events.warning(pod, "", "Failed", "why");
        jump(hours);
        events.warning(pod, "", "Failed", "why");
        clock.advance(Duration.ofSeconds(10));
        events.warning(pod, "", "Failed", "why");
        assertThat(eventReasons()).containsExactly("Failed");
        assertThat(cloud.reports("update", "event")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void statusThatSomebodyOverwrote(int hours) throws Exception {
        worker.pass();
        jump(hours);
        clock.advance(Duration.ofSeconds(1));
        worker.wish(pod);
        worker.pass();
        lastStatus();
        assertThat(cloud.reports("patch", "podpatch")).hasSize(1);
        after(4);
        lastStatus();
        assertThat(cloud.reports("patch", "podpatch")).hasSize(2);
    }
}
