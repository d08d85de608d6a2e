package io.skep.edge.edged.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.testkit.MovableClock;
import io.skep.edge.edged.internal.node.NodeObject.RuntimeState;
import io.skep.edge.edged.internal.pod.FakeRuntime;
import io.skep.edge.runtime.PodRuntime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class RuntimeWatchTest {

    private final MovableClock clock = new MovableClock();
    private final FakeRuntime bundles = new FakeRuntime(clock);
    private final FakeRuntime engine = new FakeRuntime(clock);
    private final Map<String, PodRuntime> runtimes = new ConcurrentHashMap<>(Map.of("osgi", bundles));
    private final RuntimeWatch watch = new RuntimeWatch(() -> Map.copyOf(runtimes));

    private RuntimeState state() {
        return watch.state(clock.instant());
    }

    @Test
    void oneRuntimeIsEnough() {
        assertThat(state().ready()).isTrue();
        assertThat(state().version()).isEqualTo("osgi://1");
        engine.setAway(true);
        runtimes.put("cri", engine);
        clock.advance(Duration.ofMinutes(5));
        assertThat(state().ready()).as("an engine that never came").isTrue();
        assertThat(state().handlers()).containsExactly("osgi");
    }

    @Test
    void anEngineThatWasThereHasToStay() {
        runtimes.put("cri", engine);
        engine.setHandler("containerd");
        assertThat(state().version()).isEqualTo("containerd://1");
        engine.setAway(true);
        clock.advance(Duration.ofSeconds(29));
        assertThat(state().ready()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(state().ready()).isFalse();
        assertThat(state().message()).contains("cri is not ready", "/run/x.sock");
        assertThat(state().version()).isEqualTo("containerd://1");
        assertThat(state().handlers()).containsExactlyInAnyOrder("cri", "osgi");
        engine.setAway(false);
        assertThat(state().ready()).isTrue();
    }

    @Test
    void forgivesABundleThatIsBeingSwapped() {
        assertThat(state().ready()).isTrue();
        runtimes.clear();
        clock.advance(Duration.ofSeconds(29));
        assertThat(state().ready()).isTrue();
        clock.advance(Duration.ofSeconds(2));
        assertThat(state().ready()).isFalse();
        assertThat(state().message()).isEqualTo("runtime osgi is not ready: it is not there");
    }

    @Test
    void nothingIsReadyWithoutARuntime() {
        runtimes.clear();
        assertThat(state().ready()).isFalse();
        assertThat(state().message()).isEqualTo("no pod runtime has been seen yet");
        assertThat(state().version()).isEqualTo("osgi://unknown");
    }
}
