package io.skep.edge.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs pods; a service with property {@link #HANDLER}. The runtime, not edged, remembers what runs: edged may be stopped and started, and finds its
 * pods again by {@link #pods}. All calls may block and may be made from any thread; calls for one container come one after the other, and while
 * {@link #createPod} or {@link #remove} runs there is no other call for that pod. Failures are {@link RuntimeFailure}; a runtime that cannot be reached
 * throws, and never says that a pod is not there because it cannot ask.
 */
@ProviderType
public interface PodRuntime {

    /** Service property with the runtime's handler word: {@code osgi} or {@code cri}. */
    String HANDLER = "skep.runtime.handler";

    /** Whether pods can be started now, and by what. Never throws. */
    RuntimeCondition condition();

    /** The pods of this node that the runtime knows, with their running and exited containers. */
    List<RunningPod> pods();

    /** One of {@link #pods}. */
    Optional<RunningPod> find(String podUid);

    /** Makes the pod's sandbox. Does nothing when there is one with this uid that works; one that does not, and what is left in it, is replaced. */
    void createPod(PodRequest pod) throws InterruptedException;

    /** What is known of an image that can be started without {@link #pull}; empty when it has to be pulled. */
    Optional<ImageInfo> findImage(String image);

    /**
     * Fetches an image. Returns when it can be started.
     *
     * @param logins to be tried one after the other; empty for none
     */
    void pull(String image, List<RegistryLogin> logins) throws InterruptedException;

    /**
     * Starts a container in a pod that was created. An exited container of this name is replaced. Returns when it has been started; whether it runs
     * is for {@link #pods} to tell.
     *
     * @param pod the same as at {@link #createPod}
     */
    void start(PodRequest pod, ContainerRequest container) throws InterruptedException;

    /** Stops a container; by force when the grace period is over. Returns when it has exited. Does nothing when it does not run. */
    void stop(String podUid, String container, Duration grace) throws InterruptedException;

    /** Stops what still runs, without grace, and forgets the pod. Does nothing when it is unknown. */
    void remove(String podUid) throws InterruptedException;

    /**
     * Runs a command in a running container, without a shell, and waits for its end.
     *
     * @param limit after it the command is killed
     */
    ExecResult exec(String podUid, String container, List<String> command, Duration limit) throws InterruptedException;

    /** The file of a container's log was renamed: what it writes from now on goes to a new one of the old name. */
    void reopenLog(String podUid, String container) throws InterruptedException;

    /**
     * Calls the listener with the pod's uid when something about one of its containers has changed. The call comes on a thread of the runtime and
     * must not block.
     *
     * @return closes the subscription
     */
    AutoCloseable onChange(Consumer<String> listener);
}
