package io.skep.edge.runtime;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs pods; a service with property {@link #HANDLER}. The runtime, not edged, remembers what runs: edged may be stopped and started, and finds its
 * pods again by {@link #pods}. All calls may block and may be made from any thread; calls for one pod come one after the other. Failures are
 * {@link RuntimeFailure}.
 */
@ProviderType
public interface PodRuntime {

    /** Service property with the runtime's handler word: {@code osgi} or {@code cri}. */
    String HANDLER = "skep.runtime.handler";

    /** Whether pods can be started now, and by what. */
    RuntimeCondition condition();

    /** The pods of this node that the runtime knows, with their running and exited containers. */
    List<RunningPod> pods();

    /** Makes the pod's sandbox. Does nothing when there is one with this uid. */
    void createPod(PodRequest pod) throws InterruptedException;

    /** True when the image can be started without {@link #pull}. */
    boolean hasImage(String image);

    /** Fetches an image. Returns when it can be started. */
    void pull(String image) throws InterruptedException;

    /**
     * Starts a container in a pod that was created. An exited container of this name is replaced. Returns when it has been started; whether it runs
     * is for {@link #pods} to tell.
     */
    void start(String podUid, ContainerRequest container) throws InterruptedException;

    /** Stops a container; by force when the grace period is over. Returns when it has exited. Does nothing when it does not run. */
    void stop(String podUid, String container, Duration grace) throws InterruptedException;

    /** Stops what still runs, without grace, and forgets the pod. Does nothing when it is unknown. */
    void remove(String podUid) throws InterruptedException;

    /**
     * Calls the listener with the pod's uid when something about one of its containers has changed. The call comes on a thread of the runtime and
     * must not block.
     *
     * @return closes the subscription
     */
    AutoCloseable onChange(Consumer<String> listener);
}
