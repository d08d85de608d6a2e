package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.cri.internal.wire.ContainerState;
import io.skep.edge.runtime.cri.internal.wire.PodSandboxState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodWatchTest {

    private static final Labels LABELS = new Labels("edge-t");

    @TempDir
    Path folder;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private FakeCri cri;
    private CriConnection connection;
    private PodSandboxes sandboxes;
    private PodWatch watch;

    private void start(FakeCri fake) throws Exception {
        cri = fake.start();
        connection = new CriConnection(cri.endpoint());
        CriCalls calls = new CriCalls(connection, Duration.ofSeconds(2));
        sandboxes = new PodSandboxes(calls, LABELS, new PodCgroups(folder.resolve("none")));
        watch = new PodWatch(calls, LABELS);
    }

    private FakeCri fake() {
        return new FakeCri(folder.resolve("cri.sock"));
    }

    @AfterEach
    void end() {
        watch.close();
        connection.close();
        cri.stop();
    }

    private List<String> look() throws InterruptedException {
        watch.look();
        List<String> news = new ArrayList<>(told);
        told.clear();
        return news;
    }

    @Test
    void tellsWhatChangedSinceTheLastLook() throws Exception {
        start(fake());
        PodRequest pod = Requests.pod(folder, "u1", PodNetwork.HOST);
        sandboxes.create(pod);
        sandboxes.create(Requests.pod(folder, "u2", PodNetwork.HOST));
        watch.listen(told::add);
        assertThat(look()).containsExactlyInAnyOrder("u1", "u2");
        assertThat(look()).isEmpty();
        String id = cri.add("s1", LABELS.pod("u1"), "main", 0, ContainerState.CONTAINER_RUNNING);
        assertThat(look()).containsExactly("u1");
        cri.state(id, ContainerState.CONTAINER_EXITED);
        assertThat(look()).containsExactly("u1");
        cri.sandboxState("s2", PodSandboxState.SANDBOX_NOTREADY);
        assertThat(look()).containsExactly("u2");
        sandboxes.remove("u2");
        assertThat(look()).containsExactly("u2");
    }

    @Test
    void comparesOverAnOutageOfTheEngine() throws Exception {
        start(fake());
        sandboxes.create(Requests.pod(folder, "u1", PodNetwork.HOST));
        watch.listen(told::add);
        assertThat(look()).containsExactly("u1");
        cri.stop();
        assertThat(look()).isEmpty();
        cri.sandboxState("s1", PodSandboxState.SANDBOX_NOTREADY);
        cri.start();
        Eventually.is("the change is told", () -> look().equals(List.of("u1")));
    }

    @Test
    void bearsAListenerThatFails() throws Exception {
        start(fake());
        sandboxes.create(Requests.pod(folder, "u1", PodNetwork.HOST));
        watch.listen(uid -> {
            throw new IllegalStateException("broken");
        });
        AutoCloseable second = watch.listen(told::add);
        assertThat(look()).containsExactly("u1");
        second.close();
        sandboxes.remove("u1");
        assertThat(look()).isEmpty();
    }

    @Test
    void looksAtOnceWhenTheEngineTellsOfAnEvent() throws Exception {
        start(fake().withEvents());
        watch.listen(told::add);
        watch.start();
        Eventually.is("the events are followed", () -> cri.followers() == 1);
        sandboxes.create(Requests.pod(folder, "u1", PodNetwork.HOST));
        cri.event();
        Eventually.is("the pod is told", () -> told.contains("u1"));
    }

    @Test
    void looksOftenRightAfterItWasPoked() throws Exception {
        start(fake());
        watch.listen(told::add);
        watch.start();
        watch.poke();
        Eventually.is("it has looked", () -> cri.called.contains("ListContainers"));
        sandboxes.create(Requests.pod(folder, "u1", PodNetwork.HOST));
        Eventually.is("the pod is told without events", () -> told.contains("u1"));
    }
}
