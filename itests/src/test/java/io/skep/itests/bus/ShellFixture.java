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
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/** A shell's socket and commands in Felix with Gogo, and a client of it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public abstract class ShellFixture {

    static final String SOCKET = "skep.shell.socket";
    static final String DBTEST = "io.skep.edge.dbtest";

    @Inject
    BundleContext context;

    @Inject
    Bus bus;

    @Inject
    ConfigurationAdmin configurations;

    ShellClient shell;

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

    Path socket() {
        return Path.of(context.getProperty(SOCKET));
    }

    ShellClient open() throws Exception {
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

    String ok(String command) throws IOException {
        ShellClient.Result result = shell.run(command);
        assertEquals(command + ": " + result.err(), 0, result.status());
        assertEquals("", result.err());
        return result.out();
    }

    String failure(String command) throws IOException {
        return failure(command, 1);
    }

    String failure(String command, int status) throws IOException {
        ShellClient.Result result = shell.run(command);
        assertEquals(command + ": " + result.out(), status, result.status());
        assertEquals("one line: " + result.err(), 1, result.err().lines().count());
        assertFalse(result.err(), result.err().contains("\tat "));
        return result.err().strip();
    }

    static void assertContains(String part, String text) {
        assertTrue(text, text.contains(part));
    }

    static void assertStarts(String start, String text) {
        assertTrue(text, text.startsWith(start));
    }
}
