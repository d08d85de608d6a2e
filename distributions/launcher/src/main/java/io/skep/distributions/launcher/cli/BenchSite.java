package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Reason;
import io.skep.distributions.launcher.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A cloud as shipped, and an edge if one is wanted, in a folder of their own that is gone afterwards. */
final class BenchSite implements AutoCloseable {

    private static final int PORT_OFFSET = 18_000;
    private static final int NODES = 30_000;
    private static final String EDGE = Layout.edgeName(1);
    private static final Duration JOIN_TIME = Duration.ofSeconds(60);

    private final Layout layout;
    private final AotCache cache;
    private final Ports ports = Ports.freeFrom(PORT_OFFSET);
    private final Fleet fleet;
    private final Path ca;
    private final Thread atExit = new Thread(this::stop, "bench-stop");

    /** @param ca folder with the CA that the cloud is to have, so that the certificates of simulated edges can be kept */
    BenchSite(Path root, Path ca) {
        try {
            this.layout = new Layout(root, Files.createTempDirectory("skep-bench"));
        } catch (IOException e) {
            throw new LauncherException(LauncherError.FOLDER_UNUSABLE, "No temporary folder: " + Reason.of(e) + ".", e);
        }
        this.cache = new AotCache(new Layout(root, root.resolve("var")));
        this.fleet = new Fleet(layout, ports, Optional.empty());
        this.ca = ca;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts the cloud; gives what the load program needs to know. */
    List<String> startCloud() throws IOException {
        Files.createDirectories(layout.pki(Layout.CLOUD, "api"));
        for (String file : List.of("rootCA.crt", "rootCA.key")) {
            Files.copy(ca.resolve(file), layout.pki(Layout.CLOUD, file));
        }
        new Settings(layout, ports).writeCloud(Optional.empty());
        edit(layout.config(Layout.CLOUD), "  cloudHub:\n", "  cloudHub:\n    nodeLimit: " + NODES + "\n");
        fleet.startCloud(environment(Layout.CLOUD));
        long pid = new Instance(layout, Layout.CLOUD).find().orElseThrow().pid();
        Path admin = admin();
        return new ArrayList<>(List.of(
                "--server",
                Ports.HOST + ":" + ports.websocket(),
                "--ca",
                ca.toString(),
                "--pid",
                String.valueOf(pid),
                "--api",
                KubeConfig.read(layout.kubeConfig()).server(),
                "--api-pki",
                admin.toString()));
    }

    /** The kubeconfig's certificate and key as files. */
    private Path admin() throws IOException {
        Path folder = Files.createDirectory(
                layout.dir().resolve("admin"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        KubeConfig config = KubeConfig.read(layout.kubeConfig());
        Files.writeString(folder.resolve("ca.pem"), config.ca().orElseThrow());
        Files.writeString(folder.resolve("client.pem"), config.certificate().orElseThrow());
        Files.writeString(folder.resolve("client-key.pem"), config.key().orElseThrow());
        return folder;
    }

    /** Starts an edge that dials a port on which the load program will listen; gives what that needs to know. */
    List<String> startEdge() throws IOException {
        int relay = ports.websocket() + 5;
        new Settings(layout, ports).writeEdge(EDGE, "");
        edit(
                layout.config(EDGE),
                "server: " + Ports.HOST + ":" + ports.websocket(),
                "server: " + Ports.HOST + ":" + relay);
        fleet.startEdge(EDGE, environment(EDGE));
        Path certificate = layout.pki(EDGE, "server.crt");
        if (!Wait.until(JOIN_TIME, () -> Files.exists(certificate))) {
            throw new LauncherException(
                    LauncherError.START_FAILED,
                    "The edge has no certificate: " + new Instance(layout, EDGE).lastWords() + ".");
        }
        return List.of("--edge-pki", certificate.getParent().toString(), "--relay", String.valueOf(relay));
    }

    private Map<String, String> environment(String instance) {
        return cache.environment(instance);
    }

    /** A file that has been edited is left alone afterwards. */
    private static void edit(Path file, String text, String other) throws IOException {
        Files.writeString(file, Files.readString(file).replace(text, other));
    }

    private void stop() {
        new Instance(layout, EDGE).stop();
        new Instance(layout, Layout.CLOUD).stop();
    }

    /** A run that is broken off stops its processes too, but leaves their folder. */
    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(atExit);
        try (Stream<Path> files = Files.walk(layout.dir())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + layout.dir() + " (" + e.getMessage() + ")");
        }
    }
}
