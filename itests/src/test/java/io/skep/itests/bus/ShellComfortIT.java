package io.skep.itests.bus;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemPackage;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.concurrent.atomic.AtomicReference;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/** What the shell does for people: completion, interrupts, health; in Felix with Gogo. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ShellComfortIT {

    private static final String SOCKET = "skep.shell.socket";
    private static final String DBTEST = "io.skep.edge.dbtest";

    @Inject
    private BundleContext context;

    @Inject
    private Bus bus;

    @Inject
    private ConfigurationAdmin configurations;

    private ShellClient shell;

    @Configuration
    public Option[] configuration() throws IOException {
        Path directory = Files.createTempDirectory("skep-it");
        String socket = directory.resolve("run/shell").toString();
        return options(
                BusOptions.bus(),
                BusOptions.jackson(),
                frameworkProperty(SOCKET).value(socket),
                systemProperty("skep.itests.folder").value(directory.toString()),
                systemPackage("org.osgi.service.log;version=\"1.5.0\""),
                systemPackage("org.osgi.service.log.admin;version=\"1.0.0\""),
                bundle(Jars.library("org.apache.felix.gogo.runtime")),
                bundle(Jars.library("org.apache.felix.gogo.command")),
                bundle(Jars.built("beehive/deploy")),
                bundle(Jars.built("beehive/shell")),
                bundle(Jars.built("edge/dbtest")));
    }

    @Before
    public void connect() throws Exception {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("enable", true);
        configurations.getConfiguration(DBTEST, "?").updateIfDifferent(properties);
        Waiting.state(bus, "testManager", State.RUNNING);
        shell = open();
    }

    @After
    public void disconnect() throws IOException {
        shell.close();
    }

    private Path socket() {
        return Path.of(context.getProperty(SOCKET));
    }

    private ShellClient open() throws Exception {
        AtomicReference<ShellClient> client = new AtomicReference<>();
        Waiting.until("the shell listens", () -> {
            try {
                client.set(new ShellClient(socket()));
                return true;
            } catch (IOException e) {
                return false;
            }
        });
        return client.get();
    }

    private String ok(String command) throws IOException {
        ShellClient.Result result = shell.run(command);
        assertEquals(command + ": " + result.err(), 0, result.status());
        assertEquals("", result.err());
        return result.out();
    }

    private String failure(String command) throws IOException {
        ShellClient.Result result = shell.run(command);
        assertEquals(command + ": " + result.out(), 1, result.status());
        assertEquals("one line: " + result.err(), 1, result.err().lines().count());
        assertFalse(result.err(), result.err().contains("\tat "));
        return result.err().strip();
    }

    private static void assertContains(String part, String text) {
        assertTrue(text, text.contains(part));
    }

    private static void assertStarts(String start, String text) {
        assertTrue(text, text.startsWith(start));
    }

    @Test
    public void completesCommandsOptionsAndNames() throws Exception {
        assertContains("beehive:list\tlists the modules", complete("beehive:li"));
        assertContains("beehive:list", complete("stats; beehive:li"));
        assertEquals("testManager\n", complete("info test"));
        assertEquals("a;list\tlists the modules of this container\n", complete("a;lis"));
        assertEquals("testManager\n", complete("beehive:send t"));
        assertContains("--contents\t", complete("trace --c"));
        assertEquals("testManager\n", complete("trace --module "));
        assertContains("DEBUG", complete("log:tail --level "));
        assertEquals("", complete("nosuch "));
    }

    private String complete(String text) throws IOException {
        shell.send("{\"complete\":\"" + text + "\"}\n");
        ShellClient.Result result = shell.result();
        assertEquals(result.err(), 0, result.status());
        return result.out();
    }

    @Test
    public void interruptsACommandAndGoesOn() throws Exception {
        shell.send("{\"command\":\"beehive:top\",\"columns\":80,\"interactive\":true}\n");
        Waiting.until("the command has begun", () -> shell.firstFrame().startsWith("o "));
        shell.send("{\"columns\":60}\n{\"interrupt\":true}\n");
        assertEquals(130, shell.result().status());
        assertStarts("NAME", ok("list"));
        shell.send("{\"interrupt\":true}\n");
        assertStarts("NAME", ok("list"));
    }

    @Test
    public void parksQuarantinesAndTellsHealth() throws Exception {
        assertContains("modules are well", ok("beehive:health"));
        assertContains("PARKED", ok("park testManager"));
        assertStarts("SKEP-229 1 of 1 modules", failure("health"));
        assertContains("QUARANTINED", ok("quarantine testManager 'it floods the log'"));
        assertContains("it floods the log", ok("list"));
        assertContains("RUNNING", ok("restart testManager"));
    }

    @Test
    public void listsComponentsAndWhatTheyNeed() throws Exception {
        assertContains("io.skep.beehive.shell.internal.ShellServer", ok("scr:list"));
        assertContains("implementation", ok("scr:info internal.ShellServer"));
        assertStarts("SKEP-242 ", failure("scr:info nosuch"));
    }
}
