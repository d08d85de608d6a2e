package io.skep.edge.edged.internal.pod;

import io.skep.beehive.api.ErrorCode;
import io.skep.edge.edged.internal.EdgedError;
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
import java.util.function.Consumer;

/** A runtime whose containers do what the test says. */
public final class FakeRuntime implements PodRuntime {

    public final List<String> done = new CopyOnWriteArrayList<>();
    public final List<ContainerRequest> started = new CopyOnWriteArrayList<>();
    final Set<String> images = new HashSet<>(Set.of("bundle:hello", "bundle:other"));
    private final Map<String, PodRequest> pods = new ConcurrentHashMap<>();
    private final Map<String, Map<String, ContainerState>> containers = new ConcurrentHashMap<>();
    private final InstantSource clock;

    public FakeRuntime(InstantSource clock) {
        this.clock = clock;
    }

    private static final ErrorCode CODE = EdgedError.NO_RUNTIME;

    @Override
    public RuntimeCondition condition() {
        return new RuntimeCondition(true, "osgi://1", "");
    }

    @Override
    public List<RunningPod> pods() {
        List<RunningPod> list = new ArrayList<>();
        pods.values().forEach(pod -> list.add(running(pod)));
        return list;
    }

    @Override
    public Optional<RunningPod> find(String podUid) {
        return Optional.ofNullable(pods.get(podUid)).map(this::running);
    }

    private RunningPod running(PodRequest pod) {
        List<ContainerState> states =
                List.copyOf(containers.getOrDefault(pod.uid(), Map.of()).values());
        return new RunningPod(pod.uid(), pod.namespace(), pod.name(), "", true, states);
    }

    @Override
    public void createPod(PodRequest pod) {
        pods.putIfAbsent(pod.uid(), pod);
    }

    @Override
    public Optional<ImageInfo> findImage(String image) {
        return images.contains(image) ? Optional.of(new ImageInfo(image, OptionalLong.empty(), "")) : Optional.empty();
    }

    @Override
    public void pull(String image, List<RegistryLogin> logins) {
        done.add("pull " + image);
        if (!images.contains(image)) {
            throw new RuntimeFailure(CODE, "ErrImagePull", "The image " + image + " was not found.");
        }
    }

    @Override
    public void start(PodRequest pod, ContainerRequest container) {
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
                                "osgi://" + uid + "/" + name + "/" + attempt,
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
    public void stop(String podUid, String container, Duration grace) {
        done.add("stop " + container + " " + grace.toSeconds());
        exit(podUid, container, 0);
    }

    @Override
    public void remove(String podUid) {
        done.add("remove " + podUid);
        pods.remove(podUid);
        containers.remove(podUid);
    }

    @Override
    public ExecResult exec(String podUid, String container, List<String> command, Duration limit) {
        done.add("exec " + container + " " + String.join(" ", command));
        return new ExecResult(false, 0, "", "");
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
