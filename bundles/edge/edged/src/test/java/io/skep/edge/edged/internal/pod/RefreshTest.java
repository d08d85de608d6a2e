package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.model.Json;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What volumes are made of changes, goes and comes back while the pod runs. */
class RefreshTest extends PodWorkerFixture {

    private static final String CM = "default/configmap/cm";

    private Path file;

    @BeforeEach
    void startOnce() throws Exception {
        worker.pass();
        file = runtime.started.getFirst().mounts().getFirst().hostPath().resolve("greeting");
    }

    @Test
    void aConfigMapThatIsMadeAnewReachesTheVolume() throws Exception {
        cloud.objects.remove(CM);
        worker.refresh();
        worker.pass();
        assertThat(file).hasContent("hi");
        assertThat(container().at("/state").has("running")).isTrue();
        assertThat(eventReasons()).contains("FailedMount");
        cloud.objects.put(CM, Json.parse("{\"data\":{\"greeting\":\"again\"}}"));
        worker.refresh();
        worker.pass();
        assertThat(file).hasContent("again");
        assertThat(runtime.started).hasSize(1);
        assertThat(runtime.done).isEmpty();
    }

    @Test
    void whatIsMissingHoldsOnlyTheStart() throws Exception {
        cloud.objects.remove(CM);
        worker = worker();
        worker.pass();
        assertThat(container().path("ready").asBoolean()).isTrue();
        runtime.exit("u1", "c", 1);
        worker.pass();
        assertThat(runtime.started).hasSize(1);
        assertThat(waiting()).isEqualTo("CreateContainerConfigError");
        cloud.objects.put(CM, Json.parse("{\"data\":{\"greeting\":\"back\"}}"));
        clock.advance(Duration.ofSeconds(5));
        worker.pass();
        assertThat(runtime.started).hasSize(2);
        assertThat(runtime.started.getLast().args()).containsExactly("back!");
    }
}
