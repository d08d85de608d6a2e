package io.skep.edge.runtime.osgi.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.edge.runtime.ContainerLimits;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ContainerSecurity;
import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.PodNetwork;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodSecurity;
import io.skep.edge.runtime.RuntimeFailure;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.FrameworkWiring;

class OsgiPodRuntimeTest {

    @TempDir
    Path dir;

    private TestFramework framework;
    private OsgiPodRuntime runtime;

    @BeforeEach
    void start() throws Exception {
        framework = new TestFramework(dir.resolve("cache"));
        runtime = runtime();
    }

    @AfterEach
    void stop() throws Exception {
        try {
            runtime.close();
        } catch (IllegalStateException e) {
            assertThat(e)
                    .as("only a test that stopped the framework itself may end here")
                    .hasMessageContaining("BundleContext");
        }
        framework.close();
    }

    private OsgiPodRuntime runtime() {
        BundleImages images = new BundleImages(
                List.of(dir.resolve("repo")), dir.resolve("images"), address -> InputStream.nullInputStream());
        return new OsgiPodRuntime(
                framework.context(), framework.admin(), framework.components(), images, InstantSource.system());
    }

    private Path repo() {
        return dir.resolve("repo");
    }

    private static PodRequest pod(String uid) {
        return new PodRequest(
                uid,
                "default",
                "pod-" + uid,
                Map.of(),
                Map.of(),
                "osgi",
                "",
                Path.of("logs"),
                PodNetwork.HOST,
                PodSecurity.DEFAULT);
    }

    private ContainerRequest container(String image, Map<String, String> env) {
        return new ContainerRequest(
                "c",
                "bundle:" + image,
                0,
                List.of(),
                List.of("one", "two"),
                "",
                env,
                List.of(new ContainerRequest.Mount(
                        "v", dir.resolve("vol"), "/etc/v", true, ContainerRequest.Propagation.NONE)),
                dir.resolve("log/c.log"),
                ContainerLimits.NONE,
                ContainerSecurity.DEFAULT,
                ContainerRequest.Input.NONE);
    }

    private void run(String uid, ContainerRequest container) throws InterruptedException {
        runtime.createPod(pod(uid));
        runtime.start(pod(uid), container);
    }

    private ContainerState state(String uid) {
        return runtime.find(uid).orElseThrow().find("c").orElseThrow();
    }

    private ContainerState await(String uid, Phase phase) {
        await(() -> state(uid).phase() == phase, () -> "still " + state(uid));
        return state(uid);
    }

    private static void await(BooleanSupplier condition, java.util.function.Supplier<String> what) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private List<Bundle> bundles() {
        return Arrays.stream(framework.context().getBundles())
                .filter(bundle -> bundle.getLocation().startsWith("pod:"))
                .toList();
    }

    @Test
    void runsABundleAndLogsToThePodsFile() throws Exception {
        TestFramework.bundle(repo(), "plain", "1.0.0", "run", "");
        run("u1", container("plain", Map.of()));
        ContainerState state = await("u1", Phase.RUNNING);
        assertThat(state.id()).isEqualTo("osgi://u1/c/0");
        assertThat(state.imageId()).matches("plain@sha256:[0-9a-f]{64}");
        assertThat(bundles().getFirst().getLocation()).isEqualTo("pod:u1/c");
        assertThat(Files.readString(dir.resolve("log/c.log")))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z stdout F mode run\n");
    }

    @Test
    void takesTheHighestVersionUnlessOneIsAsked() throws Exception {
        TestFramework.bundle(repo(), "plain", "1.9.0", "run", "");
        TestFramework.bundle(repo(), "plain", "1.10.0", "run", "");
        run("u1", container("plain", Map.of()));
        run("u2", container("plain:1.9.0", Map.of()));
        assertThat(bundles())
                .extracting(bundle -> bundle.getVersion().toString())
                .containsExactly("1.10.0", "1.9.0");
    }

    @Test
    void givesEachPodOfABundleItsOwnSettings() throws Exception {
        TestFramework.component(repo(), "comp", "");
        run("u1", container("comp", Map.of("OUT", dir.resolve("o1").toString(), "WHO", "first")));
        run("u2", container("comp", Map.of("OUT", dir.resolve("o2").toString(), "WHO", "second")));
        await("u1", Phase.RUNNING);
        await("u2", Phase.RUNNING);
        assertThat(Files.readString(dir.resolve("o1")))
                .contains("env.WHO=first", "volume.v./etc/v=" + dir.resolve("vol"), "arg one\narg two");
        assertThat(Files.readString(dir.resolve("o2"))).contains("env.WHO=second");
    }

    @Test
    void tellsThatABundleIsUnknown() {
        assertThat(runtime.findImage("bundle:nobody")).isEmpty();
        assertThatThrownBy(() -> runtime.pull("bundle:nobody:2.0.0", List.of()))
                .isInstanceOfSatisfying(RuntimeFailure.class, e -> {
                    assertThat(e.reason()).isEqualTo("ErrImagePull");
                    assertThat(e.line()).startsWith("SKEP-231 The image bundle:nobody:2.0.0 was not found");
                });
    }

    @Test
    void namesThePackageThatIsMissing() throws Exception {
        TestFramework.bundle(repo(), "broken", "1.0.0", "run", ",com.example.honey;version=\"[1,2)\"");
        assertThatThrownBy(() -> run("u1", container("broken", Map.of())))
                .isInstanceOfSatisfying(RuntimeFailure.class, e -> {
                    assertThat(e.reason()).isEqualTo("CreateContainerError");
                    assertThat(e.getMessage())
                            .isEqualTo(
                                    "The image bundle:broken cannot run here: the package com.example.honey is missing.");
                });
        assertThat(bundles()).isEmpty();
    }

    @Test
    void refusesACommand() throws Exception {
        TestFramework.bundle(repo(), "plain", "1.0.0", "run", "");
        runtime.createPod(pod("u1"));
        ContainerRequest wrong = new ContainerRequest(
                "c",
                "bundle:plain",
                0,
                List.of("sh"),
                List.of(),
                "",
                Map.of(),
                List.of(),
                dir.resolve("l"),
                ContainerLimits.NONE,
                ContainerSecurity.DEFAULT,
                ContainerRequest.Input.NONE);
        assertThatThrownBy(() -> runtime.start(pod("u1"), wrong)).hasMessageContaining("it has a command");
    }

    @Test
    void refusesVariablesThatDifferOnlyInCase() throws Exception {
        TestFramework.bundle(repo(), "plain", "1.0.0", "run", "");
        assertThatThrownBy(() -> run("u1", container("plain", Map.of("A", "1", "a", "2"))))
                .hasMessageContaining("letter case");
        assertThat(bundles()).isEmpty();
    }

    @Test
    void endsWithOneWhenTheBundleThrowsInStart() throws Exception {
        TestFramework.bundle(repo(), "thrower", "1.0.0", "throw", "");
        run("u1", container("thrower", Map.of()));
        ContainerState state = await("u1", Phase.EXITED);
        assertThat(state.exitCode()).isEqualTo(1);
        assertThat(state.message()).contains("no bees today");
    }

    @Test
    void endsWithOneWhenAComponentFails() throws Exception {
        TestFramework.component(repo(), "comp", "");
        run("u1", container("comp", Map.of("FAIL", "yes")));
        ContainerState state = await("u1", Phase.EXITED);
        assertThat(state.exitCode()).isEqualTo(1);
        assertThat(state.message()).contains("component test failed").contains("the hive is empty");
    }

    @Test
    void runsOnlyWhenMandatoryReferencesAreThere() throws Exception {
        TestFramework.component(repo(), "comp", "<reference name=\"clock\" interface=\"java.lang.Runnable\"/>");
        run("u1", container("comp", Map.of("OUT", dir.resolve("o").toString())));
        await(
                () -> state("u1").message().contains("reference clock"),
                () -> state("u1").toString());
        assertThat(state("u1").phase()).isEqualTo(Phase.STARTING);
        framework.context().registerService(Runnable.class, () -> {}, null);
        await("u1", Phase.RUNNING);
    }

    @Test
    void endsWithTheCodeThatTheBundleAsksFor() throws Exception {
        TestFramework.bundle(repo(), "exiting", "1.0.0", "exit", "");
        run("u1", container("exiting", Map.of()));
        assertThat(await("u1", Phase.EXITED).exitCode()).isEqualTo(3);
        await(() -> bundles().getFirst().getState() == Bundle.RESOLVED, () -> "not stopped");
    }

    @Test
    void endsWithZeroWhenTheBundleStopsByItself() throws Exception {
        TestFramework.bundle(repo(), "plain", "1.0.0", "run", "");
        run("u1", container("plain", Map.of()));
        await("u1", Phase.RUNNING);
        bundles().getFirst().stop();
        ContainerState state = await("u1", Phase.EXITED);
        assertThat(state.exitCode()).isZero();
        assertThat(state.reason()).isEqualTo("Completed");
    }

    @Test
    void tellsChangesToItsListeners() throws Exception {
        List<String> told = new java.util.concurrent.CopyOnWriteArrayList<>();
        AutoCloseable subscription = runtime.onChange(told::add);
        TestFramework.bundle(repo(), "plain", "1.0.0", "run", "");
        run("u1", container("plain", Map.of()));
        await(() -> told.contains("u1"), () -> "nothing told");
        subscription.close();
    }

    @Test
    void interruptsABundleThatDoesNotStopInItsGrace() throws Exception {
        TestFramework.bundle(repo(), "stubborn", "1.0.0", "stubborn", "");
        run("u1", container("stubborn", Map.of()));
        await("u1", Phase.RUNNING);
        runtime.stop("u1", "c", Duration.ofMillis(50));
        assertThat(state("u1").exitCode()).isEqualTo(137);
    }

    @Test
    void leavesNothingBehindAPodThatWasRemoved() throws Exception {
        TestFramework.bundle(repo(), "plain", "1.0.0", "run", "");
        run("u1", container("plain", Map.of()));
        await("u1", Phase.RUNNING);
        runtime.remove("u1");
        assertThat(bundles()).isEmpty();
        assertThat(runtime.pods()).isEmpty();
        assertThat(framework.admin().listConfigurations("(service.pid=io.skep.pod*)"))
                .isNull();
    }

    @Test
    void successorFindsTheRunningContainer() throws Exception {
        TestFramework.bundle(repo(), "plain", "1.0.0", "run", "");
        run("u1", container("plain", Map.of()));
        ContainerState before = await("u1", Phase.RUNNING);
        long modified = bundles().getFirst().getLastModified();
        runtime.close();
        runtime = runtime();
        assertThat(await("u1", Phase.RUNNING)).isEqualTo(before);
        assertThat(bundles().getFirst().getLastModified()).isEqualTo(modified);
        assertThat(runtime.pods().getFirst().name()).isEqualTo("pod-u1");
    }

    @Test
    void successorKnowsHowAContainerEnded() throws Exception {
        TestFramework.bundle(repo(), "exiting", "1.0.0", "exit", "");
        run("u1", container("exiting", Map.of()));
        await("u1", Phase.EXITED);
        String location = bundles().getFirst().getLocation();
        await(
                () -> new PodSettings(framework.admin(), framework.context().getProperty("org.osgi.framework.uuid"))
                        .read(framework.context().getBundle(location))
                        .orElseThrow()
                        .exit()
                        .isPresent(),
                () -> "end not kept");
        runtime.close();
        runtime = runtime();
        assertThat(state("u1").exitCode()).isEqualTo(3);
    }

    @Test
    void successorStartsWhatWasNotStarted() throws Exception {
        TestFramework.bundle(repo(), "plain", "1.0.0", "run", "");
        run("u1", container("plain", Map.of()));
        await("u1", Phase.RUNNING);
        runtime.close();
        bundles().getFirst().stop(Bundle.STOP_TRANSIENT);
        runtime = runtime();
        await("u1", Phase.RUNNING);
    }

    @Test
    void canBeInterruptedWhileTheFrameworkRefreshesBundles() throws Exception {
        TestFramework.bundle(repo(), "plain", "1.0.0", "run", "");
        run("u1", container("plain", Map.of()));
        await("u1", Phase.RUNNING);
        CountDownLatch refreshing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch unwanted = new CountDownLatch(1);
        SynchronousBundleListener holder = event -> {
            if (event.getType() == BundleEvent.STOPPING) {
                refreshing.countDown();
                waitFor(goOn);
            } else if (event.getType() == BundleEvent.UNINSTALLED) {
                unwanted.countDown();
            }
        };
        framework.context().addBundleListener(holder);
        framework
                .context()
                .getBundle(0)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundles().getFirst()));
        assertThat(refreshing.await(10, TimeUnit.SECONDS)).isTrue();
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread worker = Thread.ofVirtual().start(() -> {
            try {
                run("u2", container("plain", Map.of()));
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        assertThat(interrupted.await(200, TimeUnit.MILLISECONDS)).isFalse();
        worker.interrupt();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        goOn.countDown();
        assertThat(unwanted.await(10, TimeUnit.SECONDS)).isTrue();
        framework.context().removeBundleListener(holder);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theEndOfTheFrameworkIsNoEndOfTheContainer() throws Exception {
        TestFramework.bundle(repo(), "plain", "1.0.0", "run", "");
        run("u1", container("plain", Map.of()));
        await("u1", Phase.RUNNING);
        Bundle bundle = bundles().getFirst();
        List<String> told = new java.util.concurrent.CopyOnWriteArrayList<>();
        AutoCloseable subscription = runtime.onChange(told::add);
        framework.close();
        assertThat(bundle.getState()).isNotEqualTo(Bundle.ACTIVE);
        assertThat(state("u1").phase()).isEqualTo(Phase.RUNNING);
        assertThat(told).isEmpty();
        subscription.close();
    }

    @Test
    void cleansAwayWhatAnotherProcessLeft() throws Exception {
        TestFramework.bundle(repo(), "plain", "1.0.0", "run", "");
        run("u1", container("plain", Map.of()));
        await("u1", Phase.RUNNING);
        runtime.close();
        framework.close();
        framework = new TestFramework(dir.resolve("cache"));
        assertThat(bundles()).extracting(Bundle::getState).containsExactly(Bundle.INSTALLED);
        runtime = runtime();
        assertThat(bundles()).isEmpty();
        assertThat(runtime.pods()).isEmpty();
    }

    @Test
    void refusesAJarThatIsNoBundle() throws Exception {
        Path file = TestFramework.jar(repo().resolve("x.jar"), new Manifest(), TestActivator.class, "");
        assertThatThrownBy(() -> new BundleDeployment(framework.context())
                        .install(new PodLocation("u", "c"), "bundle:https://x", file))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(OsgiError.NO_BUNDLE));
    }
}
