package io.skep.edge.edged.internal.pod;

import io.skep.beehive.api.ErrorCode;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.WallClock;
import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.ContainerState;
import io.skep.edge.runtime.ContainerState.Phase;
import io.skep.edge.runtime.ExecResult;
import io.skep.edge.runtime.ImageInfo;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RegistryLogin;
import io.skep.edge.runtime.RunningPod;
import io.skep.edge.runtime.RuntimeCondition;
import io.skep.edge.runtime.RuntimeFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A runtime whose containers do what the test says. */
public final class FakeRuntime implements PodRuntime {

    public final List<String> done = new CopyOnWriteArrayList<>();
    public final List<ContainerRequest> started = new CopyOnWriteArrayList<>();
    final List<String> created = new CopyOnWriteArrayList<>();
    final Set<String> images = new HashSet<>(Set.of("bundle:hello", "bundle:other"));
    private final Map<String, PodRequest> pods = new ConcurrentHashMap<>();
    private final Map<String, Map<String, ContainerState>> containers = new ConcurrentHashMap<>();
    private final InstantSource clock;

    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    volatile boolean away;
    volatile String ip = "";
    volatile String handler = "osgi";
    volatile int stopCode;
    final AtomicInteger asked = new AtomicInteger();
    /** Containers wait for the end of their grace period. */
    volatile boolean stubborn;

    private final Semaphore waiting = new Semaphore(0);

    volatile String pullFailure = "";
    volatile RuntimeFailure startFailure;
    volatile RuntimeFailure podFailure;
    /** The engine goes away in the middle of a start that fails. */
    volatile boolean failsWhenStarting;

    volatile Duration execTime = Duration.ZERO;
    volatile ExecResult execResult = new ExecResult(false, 0, "", "");
    volatile List<RegistryLogin> logins = List.of();

    public FakeRuntime(InstantSource clock) {
        this.clock = clock;
    }

    public void setStubborn(boolean until) {
        stubborn = until;
    }

    /** Ends what waits because the runtime was stubborn. */
    public void letGo() {
        waiting.release();
    }

    public void setAway(boolean gone) {
        away = gone;
    }

    public void setHandler(String word) {
        handler = word;
    }

    private void ask() {
        asked.incrementAndGet();
        if (away) {
            throw new RuntimeFailure(CODE, "RuntimeUnavailable", "The engine does not answer.");
        }
    }

    /** Its containers have ended, and nothing can be started in it. */
    void breakSandbox(String uid) {
        containers.get(uid).keySet().forEach(name -> exit(uid, name, 137));
        broken.add(uid);
    }

    /** What a start leaves behind that nobody saw through. */
    void put(String uid, String name, int attempt, Phase phase) {
        set(uid, name, "bundle:hello", attempt, phase, 0);
    }

    private static final ErrorCode CODE = EdgedError.NO_RUNTIME;

    @Override
    public RuntimeCondition condition() {
        return new RuntimeCondition(!away, handler + "://1", away ? "unix:///run/x.sock does not answer" : "");
    }

    @Override
    public List<RunningPod> pods() {
        ask();
        List<RunningPod> list = new ArrayList<>();
        pods.values().forEach(pod -> list.add(running(pod)));
        return list;
    }

    @Override
    public Optional<RunningPod> find(String podUid) {
        ask();
        return Optional.ofNullable(pods.get(podUid)).map(this::running);
    }

    private RunningPod running(PodRequest pod) {
        List<ContainerState> states =
                List.copyOf(containers.getOrDefault(pod.uid(), Map.of()).values());
        return new RunningPod(pod.uid(), pod.namespace(), pod.name(), ip, !broken.contains(pod.uid()), states);
    }

    @Override
    public void createPod(PodRequest pod) {
        ask();
        if (podFailure != null) {
            throw podFailure;
        }
        created.add(pod.uid());
        if (broken.remove(pod.uid())) {
            containers.remove(pod.uid());
        }
        pods.putIfAbsent(pod.uid(), pod);
    }

    @Override
    public Optional<ImageInfo> findImage(String image) {
        return images.contains(image) ? Optional.of(new ImageInfo(image, OptionalLong.empty(), "")) : Optional.empty();
    }

    @Override
    public void pull(String image, List<RegistryLogin> logins) {
        ask();
        this.logins = logins;
        done.add("pull " + image);
        if (!pullFailure.isEmpty()) {
            throw new RuntimeFailure(CODE, pullFailure, "The image " + image + " was not fetched.");
        }
        if (!images.contains(image)) {
            throw new RuntimeFailure(CODE, "ErrImagePull", "The image " + image + " was not found.");
        }
    }

    @Override
    public void start(PodRequest pod, ContainerRequest container) {
        ask();
        if (startFailure != null) {
            away = failsWhenStarting;
            throw startFailure;
        }
        started.add(container);
        set(pod.uid(), container.name(), container.image(), container.attempt(), Phase.RUNNING, 0);
    }

    private void set(String uid, String name, String image, int attempt, Phase phase, int code) {
        Instant now = clock.instant();
        containers
                .computeIfAbsent(uid, key -> new TreeMap<>())
                .put(
                        name,
                        new ContainerState(
                                name,
                                handler + "://" + uid + "/" + name + "/" + attempt,
                                image,
                                "sha",
                                attempt,
                                phase,
                                now,
                                now,
                                code,
                                code == 0 ? "Completed" : "Error",
                                "",
                                0));
    }

    public void exit(String uid, String name, int code) {
        ContainerState state = containers.get(uid).get(name);
        set(uid, name, state.image(), state.attempt(), Phase.EXITED, code);
    }

    /** What the end of the process does to bundles. */
    public void forgetAll() {
        pods.clear();
        containers.clear();
    }

    @Override
    public void stop(String podUid, String container, Duration grace) throws InterruptedException {
        ask();
        done.add("stop " + container + " " + grace.toSeconds());
        if (stubborn) {
            waiting.acquire();
            return;
        }
        exit(podUid, container, stopCode);
    }

    @Override
    public void remove(String podUid) {
        ask();
        done.add("remove " + podUid);
        broken.remove(podUid);
        pods.remove(podUid);
        containers.remove(podUid);
    }

    @Override
    public ExecResult exec(String podUid, String container, List<String> command, Duration limit) {
        ask();
        done.add("exec " + container + " " + String.join(" ", command));
        if (clock instanceof WallClock wall && !execTime.isZero()) {
            wall.advance(execTime);
        }
        return execResult;
    }

    @Override
    public void reopenLog(String podUid, String container) {
        done.add("reopen " + container);
    }

    @Override
    public AutoCloseable onChange(Consumer<String> listener) {
        return () -> {};
    }
}
