package io.skep.itests.bus;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.itests.process.RemoteProcess;
import java.lang.ref.WeakReference;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Assert;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;

/** Swaps of the bundle that connects modules in other processes, in Felix. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SocketSwapIT {

    private static final String CONFIG = "skep.config";

    @Inject
    private BundleContext context;

    @Inject
    private Bus bus;

    private Path address;
    private Bundle sockets;

    @Configuration
    public Option[] configuration() throws Exception {
        Path folder = Files.createTempDirectory("skep-socket");
        return options(
                systemProperty(CONFIG).value(folder.resolve("edgecore.yaml").toString()),
                BusOptions.bus(),
                BusOptions.jackson(),
                bundle(shipped("snakeyaml-engine")),
                bundle(Jars.library("org.apache.felix.gogo.runtime")));
    }

    private static String shipped(String artifact) throws Exception {
        Path bundles = Path.of(System.getProperty("skep.root"), "distributions/edgecore/target/edgecore/bundle");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(bundles, artifact + "-[0-9]*.jar")) {
            return jars.iterator().next().toAbsolutePath().normalize().toUri().toString();
        }
    }

    @Before
    public void start() throws Exception {
        assumeTrue(
                "python3 is needed",
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3"))));
        Path folder = Path.of(System.getProperty(CONFIG)).getParent();
        address = folder.resolve("s");
        Files.writeString(
                folder.resolve("socket_module.yaml"),
                "[{module: local, server: true, address: %1$s}, {module: remote, address: %1$s}]".formatted(address));
        sockets = context.installBundle("socket", Jars.withVersion("beehive/socket", "0.2.0"));
        sockets.start();
        Waiting.state(bus, "remote", State.PARKED);
        Waiting.until("the socket is offered", () -> Files.exists(address));
    }

    @After
    public void stop() throws Exception {
        if (sockets != null && sockets.getState() != Bundle.UNINSTALLED) {
            sockets.uninstall();
        }
    }

    private void send(String content) throws InterruptedException {
        bus.send("remote", Message.of("itest", "user", "update", "default/thing/a", content));
    }

    @Test
    public void parksTheModuleWhileTheBundleIsSwappedAndLeavesNoClassBehind() throws Exception {
        WeakReference<ClassLoader> former =
                new WeakReference<>(sockets.adapt(BundleWiring.class).getClassLoader());
        try (RemoteProcess remote = RemoteProcess.joined(address, "remote")) {
            Waiting.state(bus, "remote", State.RUNNING);
            sockets.stop();
            assertEquals(State.PARKED, bus.findModule("remote").orElseThrow().state());
            assertEquals("END", remote.read());
            assertTrue("the socket's file is gone", Files.notExists(address));
        }
        send("waits");
        sockets.update(Jars.withVersion("beehive/socket", "0.3.0"));
        sockets.start();
        Waiting.until("the socket is offered", () -> Files.exists(address));
        try (RemoteProcess remote = RemoteProcess.joined(address, "remote")) {
            String message = remote.read();
            assertTrue(message, message.contains("waits"));
        }
        Waiting.until("the former class loader is collected", () -> {
            System.gc();
            return former.get() == null;
        });
    }

    @Test
    public void closesTheModuleWithTheUninstalledBundle() throws Exception {
        send("lost");
        sockets.uninstall();
        assertEquals(State.STOPPED, bus.findModule("remote").orElseThrow().state());
        BusException refused = Assert.assertThrows(BusException.class, () -> send("late"));
        assertEquals(BusError.UNKNOWN_MODULE, refused.code());
    }
}
