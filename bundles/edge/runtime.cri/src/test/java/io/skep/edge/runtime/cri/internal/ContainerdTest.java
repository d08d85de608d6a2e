package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.edge.runtime.ContainerLimits;
import io.skep.edge.runtime.ContainerRequest.Mount;
import io.skep.edge.runtime.ContainerRequest.Propagation;
import io.skep.edge.runtime.ContainerSecurity;
import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodNetwork.Dns;
import io.skep.edge.runtime.PodNetwork.Port;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.RuntimeFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ContainerdTest extends EngineFixture {

    @Test
    void runsAContainerFromItsStartToItsEnd() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "life", PodNetwork.HOST);
        runtime.createPod(pod);
        runtime.createPod(pod);
        runtime.start(
                pod,
                Requests.container(
                        pod, "main", 3, "sh", "-c", "echo $GREETING; trap 'exit 7' TERM; while :; do sleep 0.1; done"));
        ContainerState running = engine.state("life", "main");
        assertThat(running.phase()).isEqualTo(Phase.RUNNING);
        assertThat(running.attempt()).isEqualTo(3);
        assertThat(running.id()).startsWith("containerd://");
        Eventually.is(
                "the pid is the command's",
                () -> Containerd.commandLine(running.pid()).startsWith("sh -c echo"));
        Eventually.is(
                "its output is in the log",
                () -> Files.readString(pod.logs().resolve("main/3.log")).contains("stdout F hello"));
        assertThat(runtime.exec(
                        "life", "main", List.of("sh", "-c", "echo out; echo err >&2; exit 3"), Duration.ofSeconds(5)))
                .satisfies(result -> {
                    assertThat(result.exitCode()).isEqualTo(3);
                    assertThat(result.output()).isEqualTo("out\n");
                    assertThat(result.error()).isEqualTo("err\n");
                });
        runtime.stop("life", "main", Duration.ofSeconds(5));
        ContainerState end = engine.state("life", "main");
        assertThat(end.phase()).isEqualTo(Phase.EXITED);
        assertThat(end.exitCode()).isEqualTo(7);
        assertThat(end.reason()).isEqualTo("Error");
        runtime.remove("life");
        runtime.remove("life");
        assertThat(runtime.find("life")).isEmpty();
    }

    @Test
    void tellsHowAContainerEnded() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "ends", PodNetwork.HOST);
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "seven", 0, "sh", "-c", "exit 7"));
        runtime.start(pod, Requests.container(pod, "zero", 0, "true"));
        assertThat(engine.ended("ends", "seven").exitCode()).isEqualTo(7);
        assertThat(engine.state("ends", "seven").reason()).isEqualTo("Error");
        assertThat(engine.ended("ends", "zero").exitCode()).isZero();
        assertThat(engine.state("ends", "zero").reason()).isEqualTo("Completed");
        assertThat(engine.state("ends", "zero").finishedAt())
                .isAfterOrEqualTo(engine.state("ends", "zero").startedAt());
    }

    /** Several, for containerd may miss what killed a container when it dies at once (containerd issues 8180 and 8893); then it says Error. */
    @Test
    void endsWhatNeedsTooMuchMemory() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "oom", PodNetwork.HOST);
        runtime.createPod(pod);
        ContainerLimits limits = new ContainerLimits(256, 20_000, 100_000, 16 << 20, 999);
        List<String> eaters = List.of("first", "second", "third", "fourth", "fifth");
        for (String name : eaters) {
            runtime.start(
                    pod,
                    Requests.container(
                            pod,
                            name,
                            0,
                            limits,
                            ContainerSecurity.DEFAULT,
                            List.of(),
                            "sh",
                            "-c",
                            "sleep 0.3; tail /dev/zero"));
        }
        for (String name : eaters) {
            assertThat(engine.ended("oom", name).exitCode()).isEqualTo(137);
        }
        Eventually.is(
                "containerd has told why",
                () -> eaters.stream()
                        .anyMatch(name -> engine.state("oom", name).reason().equals("OOMKilled")));
    }

    @Test
    void setsLimitsRightsAndMounts() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "rights", PodNetwork.HOST);
        Path volume = Files.createDirectories(engine.pods().resolve("rights/volumes/data"));
        Files.writeString(volume.resolve("file"), "data\n");
        runtime.createPod(pod);
        ContainerLimits limits = new ContainerLimits(256, 20_000, 100_000, 32 << 20, 999);
        ContainerSecurity security = new ContainerSecurity(
                OptionalLong.of(1000),
                OptionalLong.of(1001),
                List.of(2000L),
                false,
                true,
                true,
                List.of(),
                List.of("ALL"),
                "RuntimeDefault");
        List<Mount> mounts = List.of(
                new Mount("data", volume, "/data", false, Propagation.HOST_TO_CONTAINER),
                new Mount("skep/file", volume.resolve("file"), "/file", true, Propagation.NONE));
        runtime.start(pod, Requests.container(pod, "main", 0, limits, security, mounts, "sleep", "1000"));
        String seen = engine.sh(
                "rights",
                "main",
                "id; cat /file; touch /x 2>&1; (echo no > /file) 2>&1; cat /proc/1/oom_score_adj; "
                        + "grep -E 'CapEff|NoNewPrivs|Seccomp:' /proc/self/status; cat /proc/1/cgroup");
        assertThat(seen)
                .contains("uid=1000 gid=1001", "groups=1001,2000", "data\n", "Read-only file system", "999")
                .contains("CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2")
                .contains("/skep/podrights/");
        assertThat(group("memory", "rights", "memory.limit_in_bytes")).isEqualTo("33554432");
        assertThat(group("cpu", "rights", "cpu.cfs_quota_us")).isEqualTo("20000");
        assertThat(group("cpu", "rights", "cpu.shares")).isEqualTo("256");
        Path late = Files.createDirectories(volume.resolve("late"));
        Containerd.run("mount", "-t", "tmpfs", "tmpfs", late.toString());
        Files.writeString(late.resolve("seen"), "");
        assertThat(engine.sh("rights", "main", "ls /data/late")).isEqualTo("seen\n");
        Containerd.run("umount", late.toString());
    }

    private static String group(String controller, String uid, String file) throws Exception {
        Path pod = Path.of("/sys/fs/cgroup/" + controller + "/skep/pod" + uid);
        String id = engine.state(uid, "main").id().replace("containerd://", "");
        return Files.readString(pod.resolve(id).resolve(file)).strip();
    }

    @Test
    void connectsPodsAndPorts() throws Exception {
        PodNetwork network = new PodNetwork(
                false,
                new Dns(List.of("10.96.0.10"), List.of("svc.cluster.local"), List.of("ndots:5")),
                List.of(new Port("TCP", 8080, 18080, "")));
        PodRequest pod = Requests.pod(engine.pods(), "web", network);
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "httpd", 0, "httpd", "-f", "-p", "8080", "-h", "/www"));
        String ip = runtime.find("web").orElseThrow().ip();
        assertThat(ip).startsWith("10.98.0.");
        Eventually.is(
                "httpd answers at the pod's address",
                () -> engine.containerd()
                        .inNetwork("busybox", "wget", "-qO-", "http://" + ip + ":8080/")
                        .equals("hello from busybox\n"));
        assertThat(engine.containerd().inNetwork("busybox", "wget", "-qO-", "http://127.0.0.1:18080/"))
                .isEqualTo("hello from busybox\n");
        assertThat(engine.sh("web", "httpd", "hostname; cat /etc/resolv.conf"))
                .isEqualTo("host-web\nsearch svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n");
    }

    @Test
    void killsACommandThatTakesTooLong() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "exec", PodNetwork.HOST);
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "main", 0, "sleep", "1000"));
        assertThat(runtime.exec("exec", "main", List.of("sleep", "777"), Duration.ofSeconds(1))
                        .timedOut())
                .isTrue();
        Eventually.is(
                "the command is gone", () -> !engine.sh("exec", "main", "ps").contains("sleep 777"));
        assertThat(runtime.exec("exec", "main", List.of("yes"), Duration.ofSeconds(1))
                        .timedOut())
                .isTrue();
        assertThatThrownBy(() -> runtime.exec("exec", "main", List.of("/no/such"), Duration.ofSeconds(5)))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(CriError.EXEC_FAILED))
                .hasMessageContaining("no such file");
    }

    @Test
    void stopsByForceAfterTheGrace() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "stubborn", PodNetwork.HOST);
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "main", 0, "sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"));
        runtime.stop("stubborn", "main", Duration.ofSeconds(1));
        assertThat(engine.state("stubborn", "main").exitCode()).isEqualTo(137);
        runtime.start(pod, Requests.container(pod, "main", 1, "sleep", "1000"));
        assertThat(engine.state("stubborn", "main").attempt()).isEqualTo(1);
        assertThat(engine.state("stubborn", "main").phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void saysWhyAContainerDoesNotStart() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "bad", PodNetwork.HOST);
        runtime.createPod(pod);
        assertThatThrownBy(() -> runtime.start(pod, Requests.container(pod, "main", 0, "/no/such")))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.reason()).isEqualTo("RunContainerError"))
                .hasMessageContaining("/no/such")
                .hasMessageContaining("no such file or directory");
        assertThat(runtime.find("bad").orElseThrow().containers()).isEmpty();
        assertThat(runtime.findImage("skep.test/none:1")).isEmpty();
        assertThat(runtime.findImage(Containerd.BUSYBOX)).isPresent();
        assertThatThrownBy(() -> runtime.pull("skep.test/none:1", List.of()))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.reason()).isEqualTo("RegistryUnavailable"))
                .hasMessageContaining("skep.test/none:1");
        assertThatThrownBy(() -> runtime.pull("Not A Name", List.of()))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.reason()).isEqualTo("InvalidImageName"));
    }

    @Test
    void goesOnInANewLogWhenTheOldOneWasRenamed() throws Exception {
        PodRequest pod = Requests.pod(engine.pods(), "log", PodNetwork.HOST);
        runtime.createPod(pod);
        runtime.start(pod, Requests.container(pod, "main", 0, "sh", "-c", "while :; do echo tick; sleep 0.1; done"));
        Path log = pod.logs().resolve("main/0.log");
        Eventually.is("it logs", () -> Files.size(log) > 0);
        Files.move(log, log.resolveSibling("0.log.1"));
        runtime.reopenLog("log", "main");
        Eventually.is("it logs to the new file", () -> Files.readString(log).contains("stdout F tick"));
    }
}
