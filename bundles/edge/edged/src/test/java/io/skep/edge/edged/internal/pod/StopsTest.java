package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.testkit.Await;
import io.skep.edge.edged.internal.disk.Mounts;
import io.skep.edge.edged.internal.probe.Checks.Target;
import io.skep.edge.runtime.ContainerState.Phase;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** Stops on threads of their own, as in the module. */
class StopsTest extends PodWorkerFixture {

    private final Semaphore wakes = new Semaphore(0);

    private Stops stops() {
        PodServices services = new PodServices(
                meta,
                new Runtimes(runtimes),
                events,
                Pods.settings(dir, Mounts.none()),
                new ModuleForks(context),
                wall.clocks());
        return new Stops(services, new Hooks(events), wakes::release);
    }

    private Stops.Order order(String container) {
        return new Stops.Order(
                pod, PodSpec.find(pod, container).orElseThrow(), runtime, new Target("u1", container, "10.0.0.9"));
    }

    @Test
    void aShorterGracePeriodCutsTheWait() throws Exception {
        containerPod("", "");
        runtime.put("u1", "c", 0, Phase.RUNNING);
        runtime.stubborn = true;
        Stops stops = stops();
        stops.begin(order("c"), Duration.ofMinutes(10), "Stopping container c");
        Await.until("stop is on its way", () -> runtime.done.contains("stop c 600"));
        assertThat(stops.isStopping("c")).isTrue();
        stops.begin(order("c"), Duration.ofMinutes(20), "longer, which is ignored");
        runtime.stubborn = false;
        stops.begin(order("c"), Duration.ZERO, "now");
        wakes.acquire();
        assertThat(runtime.done).containsExactly("stop c 600", "stop c 2");
        assertThat(stops.isBusy()).isFalse();
        assertThat(eventMessages("Killing")).containsExactly("Stopping container c");
    }

    @Test
    void stopsContainersAtTheSameTime() throws Exception {
        containerPod("'initContainers':[{'name':'i','image':'busybox:1'}]", "");
        runtime.put("u1", "c", 0, Phase.RUNNING);
        runtime.put("u1", "i", 0, Phase.RUNNING);
        runtime.stubborn = true;
        Stops stops = stops();
        stops.begin(order("c"), Duration.ofMinutes(10), "Stopping container c");
        stops.begin(order("i"), Duration.ofMinutes(10), "Stopping container i");
        Await.until("both", () -> runtime.done.size() == 2);
        assertThat(runtime.done).containsExactlyInAnyOrder("stop c 600", "stop i 600");
    }

    @Test
    void triesAgainWhileTheEngineIsAway() throws Exception {
        containerPod("", "");
        runtime.put("u1", "c", 0, Phase.RUNNING);
        runtime.away = true;
        Stops stops = stops();
        stops.begin(order("c"), Duration.ofSeconds(5), "Stopping container c");
        Await.until("first try", () -> runtime.asked.get() > 0);
        assertThat(stops.isBusy()).isTrue();
        runtime.away = false;
        wakes.acquire();
        assertThat(runtime.done).containsExactly("stop c 5");
    }
}
