package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.cri.internal.wire.ContainerState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CriShellTest {

    @TempDir
    Path folder;

    private CriPodRuntime runtime(CriSettings settings) {
        return new CriPodRuntime(settings, new PodCgroups(folder.resolve("none")), InstantSource.system());
    }

    @Test
    void showsTheEngineAndItsPods() throws Exception {
        try (FakeCri cri = new FakeCri(folder.resolve("cri.sock")).start()) {
            CriPodRuntime runtime = runtime(cri.settings());
            CriShell shell = new CriShell(runtime);
            assertThat(shell.info())
                    .containsExactly("ready    true", "endpoint " + cri.endpoint(), "version  fake://1.2.3");
            PodRequest pod = Requests.pod(folder, "u1", PodNetwork.HOST);
            runtime.createPod(pod);
            runtime.start(pod, Requests.container(pod, "web", 0));
            cri.add(
                    "s1",
                    new Labels("edge-t").of(pod, Requests.container(pod, "job", 3)),
                    "job",
                    3,
                    ContainerState.CONTAINER_EXITED);
            assertThat(shell.pods())
                    .hasSize(3)
                    .anySatisfy(line -> assertThat(line).isEqualTo("default/pod-u1 uid u1 ready 10.0.0.7 sandbox s1"));
            assertThat(shell.pods())
                    .anySatisfy(
                            line -> assertThat(line).contains("web", "RUNNING", "pid 4711", "attempt 0", "fake://c2"))
                    .anySatisfy(line -> assertThat(line).contains("job", "EXITED", "Completed 0", "attempt 3"));
            runtime.close();
        }
    }

    @Test
    void takesTheTimeOfAPodThatIsNobodys() throws Exception {
        try (FakeCri cri = new FakeCri(folder.resolve("cri.sock")).start()) {
            CriPodRuntime runtime = runtime(cri.settings());
            CriShell shell = new CriShell(runtime);
            assertThat(shell.time("any")).hasSize(3).allMatch(line -> line.matches("\\w+ +(after|took) \\d+\\.\\d ms"));
            assertThat(shell.pods()).isEmpty();
            assertThat(cri.called)
                    .containsSubsequence("RunPodSandbox", "CreateContainer", "StartContainer", "RemovePodSandbox");
            runtime.close();
        }
    }

    @Test
    void saysThatNoEngineIsWanted() {
        Endpoint none = new Endpoint("");
        CriPodRuntime runtime = runtime(new CriSettings("edge-t", none, none, Duration.ofSeconds(1)));
        assertThat(new CriShell(runtime).info())
                .contains("endpoint none")
                .anySatisfy(line -> assertThat(line).startsWith("ready    false  SKEP-250"));
        runtime.close();
    }
}
