package io.skep.edge.runtime.osgi.internal;

import io.skep.edge.runtime.ContainerRequest;
import io.skep.edge.runtime.PodRequest;
import io.skep.edge.runtime.RuntimeFailure;
import java.io.IOException;
import java.time.Instant;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The configuration of a container's bundle: its settings, and what the runtime needs to find the container again after it was swapped itself
 * (keys {@code skep.*}).
 */
final class PodSettings {

    static final String PID = "io.skep.pod";

    private static final String PROCESS = "skep.process";

    private final ConfigurationAdmin admin;
    private final String process;

    /** @param process identity of the running framework: what another one started is gone */
    PodSettings(ConfigurationAdmin admin, String process) {
        this.admin = admin;
        this.process = process;
    }

    /** What is remembered of a container. */
    record Memory(
            String namespace,
            String name,
            String image,
            String imageId,
            int attempt,
            String log,
            Instant startedAt,
            Optional<Exit> exit) {}

    /** How a container ended. */
    record Exit(int code, String reason, String message, Instant at) {}

    void write(Bundle bundle, PodRequest pod, ContainerRequest container, String imageId, Instant now) {
        Dictionary<String, Object> values = new Hashtable<>();
        values.put(PROCESS, process);
        values.put("skep.namespace", pod.namespace());
        values.put("skep.name", pod.name());
        values.put("skep.container", container.name());
        values.put("skep.image", container.image());
        values.put("skep.imageId", imageId);
        values.put("skep.attempt", container.attempt());
        values.put("skep.log", container.log().toString());
        values.put("skep.startedAt", now.toString());
        values.put("args", container.args().toArray(String[]::new));
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        container.env().forEach((name, value) -> {
            if (!seen.add(name)) {
                throw new RuntimeFailure(
                        OsgiError.BAD_ENV,
                        "CreateContainerError",
                        "The container " + container.name() + " was not made: the environment has the variable " + name
                                + " twice in different letter case, which a bundle's configuration cannot hold.");
            }
            values.put("env." + name, value);
        });
        container
                .mounts()
                .forEach(mount -> values.put(
                        "volume." + mount.volume() + "." + mount.containerPath(),
                        mount.hostPath().toString()));
        try {
            admin.getConfiguration(pid(bundle), "?").update(values);
        } catch (IOException e) {
            throw failure(bundle, e);
        }
    }

    /** Remembers how it ended; the bundle has stopped, so its components do not see this. */
    void ended(Bundle bundle, Exit exit) {
        try {
            Configuration configuration = admin.getConfiguration(pid(bundle), "?");
            Dictionary<String, Object> values = configuration.getProperties();
            if (values != null) {
                values.put("skep.exit.code", exit.code());
                values.put("skep.exit.reason", exit.reason());
                values.put("skep.exit.message", exit.message());
                values.put("skep.exit.at", exit.at().toString());
                configuration.update(values);
            }
        } catch (IOException e) {
            throw failure(bundle, e);
        }
    }

    /** What this process remembers of the bundle; empty when another process started it. */
    Optional<Memory> read(Bundle bundle) {
        try {
            Dictionary<String, Object> values =
                    admin.getConfiguration(pid(bundle), "?").getProperties();
            if (values == null || !process.equals(values.get(PROCESS))) {
                return Optional.empty();
            }
            Optional<Exit> exit = values.get("skep.exit.code") instanceof Integer code
                    ? Optional.of(new Exit(
                            code,
                            text(values, "skep.exit.reason"),
                            text(values, "skep.exit.message"),
                            Instant.parse(text(values, "skep.exit.at"))))
                    : Optional.empty();
            return Optional.of(new Memory(
                    text(values, "skep.namespace"),
                    text(values, "skep.name"),
                    text(values, "skep.image"),
                    text(values, "skep.imageId"),
                    values.get("skep.attempt") instanceof Integer attempt ? attempt : 0,
                    text(values, "skep.log"),
                    Instant.parse(text(values, "skep.startedAt")),
                    exit));
        } catch (IOException e) {
            throw failure(bundle, e);
        }
    }

    /** Fails while this runtime itself is being replaced; its successor finds the bundle again. */
    void delete(Bundle bundle) {
        try {
            admin.getConfiguration(pid(bundle), "?").delete();
        } catch (IOException | IllegalStateException e) {
            throw failure(bundle, e);
        }
    }

    private static String text(Dictionary<String, Object> values, String key) {
        return String.valueOf(values.get(key));
    }

    static String pid(Bundle bundle) {
        return PID + "|" + bundle.getSymbolicName() + "|" + bundle.getVersion() + "|" + bundle.getLocation();
    }

    private static RuntimeFailure failure(Bundle bundle, Exception e) {
        return new RuntimeFailure(
                OsgiError.NOT_INSTALLED,
                "CreateContainerError",
                "The settings of the bundle " + bundle.getLocation() + " cannot be kept: " + e.getMessage() + ".",
                e);
    }
}
