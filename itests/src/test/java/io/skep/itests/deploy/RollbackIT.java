package io.skep.itests.deploy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.options;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Message;
import io.skep.itests.bus.Jars;
import io.skep.itests.bus.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
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
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;

/** A module is updated to versions that fail: the old one comes back by itself and receives every message, in order. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RollbackIT {

    private static final String NAME = "io.skep.itests.trial";

    @Inject
    private BundleContext context;

    @Inject
    private Bus bus;

    @Inject
    private CommandProcessor processor;

    private final List<String> received = new CopyOnWriteArrayList<>();
    private ServiceRegistration<?> events;
    private GogoShell shell;
    private Bundle trial;
    private LogLines log;
    private int sent;

    @Configuration
    public Option[] configuration() throws IOException {
        Path folder = DeployOptions.makeFolder();
        DeployOptions.module(folder, NAME, "1.0.0", TrialModule.class);
        DeployOptions.module(folder, NAME, "1.1.0", TrialModule.class);
        DeployOptions.module(folder, NAME, "2.0.0", BadConstructorModule.class);
        DeployOptions.module(folder, NAME, "2.1.0", BadWorkModule.class);
        DeployOptions.module(folder, NAME, "2.2.0", NeedyModule.class);
        DeployOptions.activator(folder, NAME, "2.3.0", BadActivator.class);
        try (InputStream runtime = Jars.withVersion("beehive/runtime", "0.1.9")) {
            Files.copy(runtime, folder.resolve("runtime.jar"));
        }
        return options(DeployOptions.deploy(folder));
    }

    @Before
    public void startTheOldVersion() throws Exception {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("events", "trial");
        events = context.registerService(Consumer.class, (Consumer<String>) received::add, properties);
        shell = new GogoShell(processor);
        shell.ok("bundle:install " + jar("1.0.0"));
        trial = Waiting.bundle(context, NAME);
        shell.ok("bundle:start " + NAME);
        Waiting.state(bus, "trial", State.RUNNING);
        log = LogLines.fromNow();
    }

    @After
    public void uninstall() throws Exception {
        trial.uninstall();
        events.unregister();
    }

    private static Path jar(String version) {
        return DeployOptions.folder().resolve(NAME + "-" + version + ".jar");
    }

    private ModuleInfo info() {
        return bus.findModule("trial").orElseThrow();
    }

    private void send() throws InterruptedException {
        bus.send("trial", Message.of("itest", "resource", "update", "x", sent++));
    }

    private String update(String version) {
        return shell.refused("bundle:update --from " + jar(version) + " " + NAME);
    }

    private void assertOldVersionWorks() throws Exception {
        assertEquals("1.0.0", trial.getVersion().toString());
        assertEquals(Bundle.ACTIVE, trial.getState());
        Waiting.state(bus, "trial", State.RUNNING);
        assertEquals(NAME + " 1.0.0", info().bundle());
        send();
        Waiting.until("all messages have come: " + received, () -> received.size() >= sent);
        for (int i = 0; i < sent; i++) {
            assertEquals("in order: " + received, String.valueOf(i), received.get(i));
        }
        assertEquals("one line: " + log.complaints(), 1, log.complaints().size());
        assertTrue(
                log.complaints().getFirst(),
                log.complaints().getFirst().contains(" WARN ")
                        && log.complaints().getFirst().contains("SKEP-277 "));
    }

    private void assertTakenBack(String version, String line, String why) throws IOException {
        String start = "SKEP-277 The update of " + NAME + " from 1.0.0 to " + version + " was taken back: ";
        assertTrue(line, line.contains(start));
        assertTrue(line, line.contains(why));
        assertTrue(line, line.contains(". Version 1.0.0 runs."));
        assertTrue(log.complaints().toString(), log.complaints().getFirst().contains(start));
    }

    @Test
    public void anActivatorThatThrows() throws Exception {
        send();
        assertTakenBack("2.3.0", update("2.3.0"), "it does not start: the port is taken");
        assertOldVersionWorks();
    }

    @Test
    public void aConstructorThatThrows() throws Exception {
        send();
        assertTakenBack("2.0.0", update("2.0.0"), "IllegalStateException: the broker address is empty");
        assertOldVersionWorks();
    }

    @Test
    public void aReferenceThatNobodyOffers() throws Exception {
        assertTakenBack("2.2.0", update("2.2.0"), "waits for the service of its reference");
        assertOldVersionWorks();
    }

    @Test
    public void aRunThatFailsAfterTwoSecondsOfWork() throws Exception {
        shell.ok("bundle:update --from " + jar("2.1.0") + " " + NAME);
        assertEquals("2.1.0", trial.getVersion().toString());
        send();
        send();
        Waiting.until("the old version is back", () -> !log.complaints().isEmpty());
        assertTakenBack(
                "2.1.0",
                log.complaints().getFirst(),
                "its module trial failed: IllegalStateException: the table has no");
        assertOldVersionWorks();
    }

    @Test
    public void aNewVersionOnProbationThatIsReplacedGoesBackToTheLastGoodOne() throws Exception {
        shell.ok("bundle:update --from " + jar("2.1.0") + " " + NAME);
        assertTakenBack("2.0.0", update("2.0.0"), "the broker address is empty");
        assertOldVersionWorks();
    }

    @Test
    public void aGoodVersionStays() throws Exception {
        send();
        shell.ok("bundle:update --from " + jar("1.1.0") + " " + NAME);
        assertEquals(NAME + " 1.1.0", info().bundle());
        send();
        Waiting.until("all messages have come: " + received, () -> received.size() == 2);
        assertEquals(List.of(), log.complaints());
    }

    @Test
    public void aModuleThatIsQuarantinedIsMendedByAnUpdate() throws Exception {
        trial.uninstall();
        shell.ok("bundle:install " + jar("2.0.0"));
        trial = Waiting.bundle(context, NAME);
        shell.ok("bundle:start " + NAME);
        Waiting.state(bus, "trial", State.QUARANTINED);
        send();
        shell.ok("bundle:update --from " + jar("1.1.0") + " " + NAME);
        Waiting.until("the message has come", () -> received.size() == 1);
        assertEquals(List.of(), log.complaints());
    }

    @Test
    public void wiresNobodyAnew() throws Exception {
        List<String> touched = new CopyOnWriteArrayList<>();
        SynchronousBundleListener bundles = event -> {
            if (event.getType() == BundleEvent.STOPPED || event.getType() == BundleEvent.UNRESOLVED) {
                touched.add(event.getBundle().getSymbolicName());
            }
        };
        List<String> refreshes = new CopyOnWriteArrayList<>();
        FrameworkListener framework = event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshes.add("refresh");
            }
        };
        context.addBundleListener(bundles);
        context.addFrameworkListener(framework);
        shell.ok("bundle:update --from " + jar("1.1.0") + " " + NAME);
        assertOnly(NAME, touched, refreshes);
        shell.ok("bundle:update --from " + DeployOptions.folder().resolve("runtime.jar") + " io.skep.beehive.runtime");
        assertOnly("io.skep.beehive.runtime", touched, refreshes);
        context.removeBundleListener(bundles);
        context.removeFrameworkListener(framework);
    }

    /** The framework drops the old revision of the updated bundle, which is the only refresh. */
    private static void assertOnly(String name, List<String> touched, List<String> refreshes) throws Exception {
        Waiting.until("the framework has dropped the old revision", () -> !refreshes.isEmpty());
        assertEquals(1, refreshes.size());
        assertTrue(touched.toString(), touched.stream().allMatch(name::equals));
        touched.clear();
        refreshes.clear();
    }
}
