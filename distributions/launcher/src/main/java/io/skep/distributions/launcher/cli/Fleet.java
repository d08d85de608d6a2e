package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Proc;
import io.skep.distributions.launcher.Reason;
import io.skep.distributions.launcher.Wait;
import io.skep.distributions.launcher.containers.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Starts a cloud and its edges as processes and waits until each does its work. */
final class Fleet {

    private static final Duration CLOUD_TIME = Duration.ofSeconds(60);
    private static final Duration NODE_TIME = Duration.ofSeconds(90);

    private final Layout layout;
    private final Ports ports;
    private final Optional<Path> userKubeConfig;
    private final Optional<Engine> engine;

    /** A fleet whose edges run no containers. */
    Fleet(Layout layout, Ports ports, Optional<Path> userKubeConfig) {
        this(layout, ports, userKubeConfig, Optional.empty());
    }

    Fleet(Layout layout, Ports ports, Optional<Path> userKubeConfig, Optional<Engine> engine) {
        this.layout = layout;
        this.ports = ports;
        this.userKubeConfig = userKubeConfig;
        this.engine = engine;
    }

    /** The kubeconfig that people use: theirs, else that of the embedded API. */
    Path kubeConfig() {
        return userKubeConfig.orElse(layout.kubeConfig());
    }

    /** Checks that nobody else listens where the cloud will. */
    void checkPorts() {
        ports.checkFree(userKubeConfig.isEmpty());
    }

    /** Starts the cloud and returns when edges can join. */
    void startCloud(Map<String, String> environment) {
        checkPorts();
        new Settings(layout, ports).writeCloud(userKubeConfig);
        Instance cloud = new Instance(layout, Layout.CLOUD);
        ProcessHandle process = cloud.start(environment);
        boolean listening = Wait.until(CLOUD_TIME, () -> !process.isAlive() || isCloudReady());
        if (!process.isAlive()) {
            throw new LauncherException(
                    LauncherError.START_FAILED, "cloud ended at its start: " + cloud.lastWords() + ".");
        }
        if (!listening) {
            throw new LauncherException(
                    LauncherError.START_FAILED,
                    "cloud does not serve edges after " + CLOUD_TIME.toSeconds() + " s: " + missing() + ".");
        }
        createShippedObjects();
    }

    private void createShippedObjects() {
        try (Api api = Api.of(kubeConfig())) {
            for (ShippedObjects.Item item : ShippedObjects.read(layout.root())) {
                if (!Wait.until(CLOUD_TIME, () -> api.create(item))) {
                    throw new LauncherException(
                            LauncherError.START_FAILED,
                            "The API at " + api.server() + " did not take an object that Skep needs at " + item.path()
                                    + ".");
                }
            }
        }
    }

    private boolean isCloudReady() {
        return Ports.accepts(ports.websocket())
                && Ports.accepts(ports.https())
                && Files.exists(layout.token())
                && Files.exists(kubeConfig());
    }

    private String missing() {
        if (!Files.exists(kubeConfig())) {
            return "no kubeconfig at " + kubeConfig();
        }
        if (!Files.exists(layout.token())) {
            return "no join token at " + layout.token();
        }
        return "port " + ports.websocket() + " or " + ports.https() + " does not accept";
    }

    /** Starts an edge; gives it the token to join if it has no certificate yet. */
    ProcessHandle startEdge(String edge, Map<String, String> environment) {
        new Settings(layout, ports).writeEdge(edge, engine.map(Engine::endpoint).orElse(""));
        engine.ifPresent(serving -> serving.share(layout.state(edge).resolve("pods")));
        Path bootstrap = layout.state(edge).resolve("bootstrap-edgecore.conf");
        try {
            if (!Files.exists(layout.pki(edge, "server.crt"))) {
                Files.deleteIfExists(bootstrap);
                Files.createFile(
                        bootstrap, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(bootstrap, Files.readString(layout.token()).strip());
            }
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE,
                    "The bootstrap file " + bootstrap + " cannot be written: " + Reason.of(e) + ".",
                    e);
        }
        return new Instance(layout, edge).start(environment);
    }

    /** Returns when the API says that the node of a running edge is Ready, and has heard it from this process, not from the one before. */
    void awaitReady(Api api, String edge) {
        Instance instance = new Instance(layout, edge);
        Instant since = instance.find()
                .flatMap(process -> Proc.startInstant(process.pid()))
                .orElse(Instant.MIN);
        boolean ready = Wait.until(NODE_TIME, () -> instance.find().isEmpty() || api.isNodeReady(edge, since));
        if (instance.find().isEmpty()) {
            throw new LauncherException(
                    LauncherError.START_FAILED, edge + " ended at its start: " + instance.lastWords() + ".");
        }
        if (!ready) {
            throw new LauncherException(
                    LauncherError.NODE_NOT_READY,
                    "The node " + edge + " is not Ready after " + NODE_TIME.toSeconds() + " s ("
                            + api.describeNode(edge) + "); its last line: " + instance.lastWords() + ".");
        }
    }
}
