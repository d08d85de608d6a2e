package io.skep.itests.deploy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.options;

import io.skep.itests.bus.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.junit.After;
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
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** What people and programs do to the deploy folder: each bundle is activated once, and the log has a clear line and no exception. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DeployFolderIT {

    private static final String OWN = "io.skep.beehive.deploy";
    private static final long PAUSE_NS = 800_000_000L;

    @Inject
    private BundleContext context;

    @Inject
    private CommandProcessor processor;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final SynchronousBundleListener listener = this::note;
    private Path deploy;
    private LogLines log;

    @Configuration
    public Option[] configuration() throws IOException {
        Path folder = DeployOptions.makeFolder();
        for (String name : List.of("copied", "replaced", "twice", "kept")) {
            DeployOptions.empty(folder, name, "1.0.0");
            DeployOptions.empty(folder, name, "2.0.0");
        }
        DeployOptions.activator(folder, "deleted", "1.0.0", SlowActivator.class);
        return options(
                frameworkProperty("skep.deploy.folder")
                        .value(folder.resolve("deploy").toString()),
                DeployOptions.deploy(folder));
    }

    @Before
    public void watch() throws Exception {
        deploy = DeployOptions.folder().resolve("deploy");
        Waiting.until("the folder is there", () -> Files.isDirectory(deploy));
        context.addBundleListener(listener);
        log = LogLines.fromNow();
    }

    @After
    public void assertNoException() throws IOException {
        context.removeBundleListener(listener);
        assertEquals(List.of(), log.traces());
    }

    private void note(BundleEvent event) {
        if (event.getType() == BundleEvent.STARTED || event.getType() == BundleEvent.UNINSTALLED) {
            events.add(event.getBundle().getSymbolicName() + " "
                    + event.getBundle().getVersion() + (event.getType() == BundleEvent.STARTED ? " started" : " gone"));
        }
    }

    private static byte[] jar(String name, String version) throws IOException {
        return Files.readAllBytes(DeployOptions.folder().resolve(name + "-" + version + ".jar"));
    }

    /** Writes in pieces with pauses, as a copy over a slow link does. */
    private static void writeSlowly(Path file, byte[] bytes, int pieces) throws IOException {
        int size = bytes.length / pieces + 1;
        try (OutputStream out =
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int from = 0; from < bytes.length; from += size) {
                out.write(bytes, from, Math.min(size, bytes.length - from));
                out.flush();
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    private void awaitEvent(String event) throws Exception {
        Waiting.until(event + " in " + events, () -> events.contains(event));
    }

    private void remove(Path file, String event) throws Exception {
        Files.delete(file);
        awaitEvent(event);
    }

    @Test
    public void aJarCopiedSlowlyIsActivatedOnceWhenItIsWhole() throws Exception {
        Path file = deploy.resolve("copied.jar");
        writeSlowly(file, jar("copied", "1.0.0"), 5);
        awaitEvent("copied 1.0.0 started");
        remove(file, "copied 1.0.0 gone");
        assertEquals(List.of("copied 1.0.0 started", "copied 1.0.0 gone"), events);
        assertEquals(List.of(), log.complaints());
        assertEquals(1, log.with("deployed copied 1.0.0 from copied.jar").size());
    }

    @Test
    public void aJarReplacedInPlaceIsUpdatedOnce() throws Exception {
        Path file = deploy.resolve("replaced.jar");
        Files.write(file, jar("replaced", "1.0.0"));
        awaitEvent("replaced 1.0.0 started");
        writeSlowly(file, jar("replaced", "2.0.0"), 4);
        awaitEvent("replaced 2.0.0 started");
        remove(file, "replaced 2.0.0 gone");
        assertEquals(List.of("replaced 1.0.0 started", "replaced 2.0.0 started", "replaced 2.0.0 gone"), events);
        assertEquals(List.of(), log.complaints());
        assertEquals(1, log.with("updated replaced from 1.0.0 to 2.0.0 with").size());
    }

    @Test
    public void aJarDeletedWhileItIsStartingGoes() throws Exception {
        Path file = deploy.resolve("deleted.jar");
        Files.write(file, jar("deleted", "1.0.0"));
        Waiting.until(
                "it is starting",
                () -> Arrays.stream(context.getBundles())
                        .anyMatch(bundle ->
                                "deleted".equals(bundle.getSymbolicName()) && bundle.getState() == Bundle.STARTING));
        Files.delete(file);
        awaitEvent("deleted 1.0.0 gone");
        assertEquals(List.of("deleted 1.0.0 started", "deleted 1.0.0 gone"), events);
        assertEquals(List.of(), log.complaints());
        Waiting.until(
                "the line",
                () -> log.with("undeployed deleted with deleted.jar").size() == 1);
    }

    @Test
    public void aSwapOfTheDeployBundleLeavesWhatItHasDeployedAlone() throws Exception {
        Path file = deploy.resolve("kept.jar");
        Files.write(file, jar("kept", "1.0.0"));
        awaitEvent("kept 1.0.0 started");
        new GogoShell(processor).ok("bundle:update " + OWN);
        Waiting.until("it is active again", () -> Waiting.bundle(context, OWN).getState() == Bundle.ACTIVE);
        awaitEvent(OWN + " " + Waiting.bundle(context, OWN).getVersion() + " started");
        Waiting.until(
                "its commands are back",
                () -> context.getServiceReferences((String) null, "(osgi.command.scope=bundle)") != null);
        assertTrue(String.valueOf(new GogoShell(processor).ok("bundle:lb kept")).contains("Active"));
        remove(file, "kept 1.0.0 gone");
        assertEquals(3, events.size());
        assertEquals(List.of(), log.complaints());
    }

    @Test
    public void ofTwoJarsWithOneNameOneIsActivated() throws Exception {
        Path first = deploy.resolve("twice-a.jar");
        Path second = deploy.resolve("twice-b.jar");
        Files.write(first, jar("twice", "1.0.0"));
        awaitEvent("twice 1.0.0 started");
        Files.write(second, jar("twice", "2.0.0"));
        Waiting.until("one line", () -> !log.complaints().isEmpty());
        assertTrue(
                log.complaints().getFirst(),
                log.complaints().getFirst().contains("SKEP-128 The file " + second + " was left alone"));
        remove(first, "twice 1.0.0 gone");
        awaitEvent("twice 2.0.0 started");
        remove(second, "twice 2.0.0 gone");
        assertEquals(
                List.of("twice 1.0.0 started", "twice 1.0.0 gone", "twice 2.0.0 started", "twice 2.0.0 gone"), events);
        assertEquals(1, log.complaints().size());
    }
}
