package io.skep.itests.bus;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.bundle;

import io.skep.beehive.api.Bus.State;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** The shell's socket and commands, in Felix with Gogo. */
public class ShellIT extends ShellFixture {

    @Test
    public void theSocketIsClosedToOthers() throws Exception {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket().getParent())));
    }

    @Test
    public void listsModulesAsATable() throws Exception {
        String[] lines = ok("beehive:list").split("\n");
        assertTrue(lines[0], lines[0].matches("NAME +GROUP +STATE +WAITING +BUNDLE +TROUBLE"));
        assertTrue(lines[1], lines[1].matches("testManager +meta +RUNNING +0 +io\\.skep\\.edge\\.dbtest 0\\.1\\.0.*"));
        assertStarts("NAME", ok("list"));
        assertContains("REDELIVERED", ok("stats"));
        assertTrue(ok("info testManager").matches("(?s).*\\ncapacity +1024\\n.*"));
    }

    @Test
    public void sendsAndCalls() throws Exception {
        assertStarts("sent ", ok("beehive:send testManager update some/thing text"));
        String answer = ok("beehive:call testManager query ping \"\"");
        assertTrue(answer, answer.contains("pong 0.1.0"));
        assertContains("answered", ok("dbtest:stats"));
    }

    @Test
    public void namesAnUnknownModuleInOneLine() throws Exception {
        assertEquals(
                "SKEP-201 Module nosuch is not known. See beehive:list for the modules of this container.",
                failure("beehive:info nosuch"));
        assertStarts("SKEP-201 ", failure("beehive:send nosuch update a b"));
        assertStarts("SKEP-201 ", failure("restart nosuch"));
    }

    @Test
    public void refusesWhatIsNoCommandInOneLine() throws Exception {
        assertContains("Command not found: ", failure("beehive:nosuch", 2));
        assertContains("Command not found: ", failure("nosuch", 2));
        assertStarts("SKEP-223 ", failure("beehive:info"));
        assertStarts("SKEP-223 ", failure("beehive:info ("));
        assertEquals("", ok("   "));
    }

    @Test
    public void updatesABundleFromAnotherJar() throws Exception {
        Path jar = Files.createTempFile("skep", ".jar");
        try (InputStream newer = Jars.withVersion("edge/dbtest", "0.1.7")) {
            Files.copy(newer, jar, StandardCopyOption.REPLACE_EXISTING);
        }
        assertContains("0.1.7", ok("update --from " + jar + " io.skep.edge.dbtest"));
        Waiting.state(bus, "testManager", State.RUNNING);
        assertContains(
                "is the bundle io.skep.edge.dbtest, another one",
                failure("update --from " + jar + " io.skep.beehive.shell"));
        Files.writeString(jar, "no jar");
        assertContains("is no bundle", failure("update --from " + jar + " io.skep.edge.dbtest"));
        Files.delete(jar);
        assertStarts("SKEP-226 ", failure("update --from " + jar + " io.skep.edge.dbtest"));
        assertStarts("SKEP-223 ", failure("update --from " + jar + " io.skep.edge.dbtest io.skep.beehive.shell"));
        assertContains("Active", ok("update io.skep.edge.dbtest"));
    }

    @Test
    public void stopsUpdatesAndStartsABundleByItsName() throws Exception {
        assertContains("Resolved", ok("stop io.skep.edge.dbtest"));
        assertEquals(State.PARKED, bus.findModule("testManager").orElseThrow().state());
        assertContains("Active", ok("start io.skep.edge.dbtest"));
        Waiting.state(bus, "testManager", State.RUNNING);
        assertContains("Active", ok("update io.skep.edge.dbtest"));
        assertEquals(State.RUNNING, bus.findModule("testManager").orElseThrow().state());
        assertTrue(
                ok("lb dbtest").matches("(?s)ID +STATE +LEVEL +NAME +VERSION\\n.*Active.*io\\.skep\\.edge\\.dbtest.*"));
        assertContains("Bundle-SymbolicName", ok("headers io.skep.edge.dbtest"));
        assertContains("Active", ok("refresh io.skep.edge.dbtest"));
        String dependents = ok("refresh io.skep.common.model");
        assertContains("io.skep.common.model", dependents);
        assertContains("io.skep.edge.dbtest", dependents);
        assertTrue(ok("stop io.skep.edge.dbtest; start io.skep.edge.dbtest; beehive:info testManager")
                .contains("RUNNING"));
    }

    @Test
    public void saysWhyABundleCannotBeInstalledOrStarted() throws Exception {
        assertStarts("SKEP-224 No bundle nosuch is installed.", failure("stop nosuch"));
        assertStarts("SKEP-226 The bundle /nosuch.jar cannot be installed", failure("install /nosuch.jar"));

        Path folder = Path.of(System.getProperty("skep.itests.folder"));
        Path text = Files.writeString(folder.resolve("text.jar"), "this is no jar");
        assertStarts("SKEP-226 ", failure("install " + text));
        Path plain = folder.resolve("plain.jar");
        Jars.writeManifest(plain, "Created-By", "itest");
        assertContains("has no Bundle-SymbolicName", failure("install " + plain));

        Path needy = folder.resolve("needy.jar");
        Jars.writeManifest(
                needy, "Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "needy", "Import-Package", "no.such.api");
        assertContains("needy", ok("install " + needy));
        String why = failure("start needy");
        assertTrue(
                why,
                why.startsWith("SKEP-225 The bundle needy could not be started: no bundle exports the package"
                        + " no.such.api"));
        assertContains("Uninstalled", ok("uninstall needy"));
    }

    @Test
    public void helpListsTheCommands() throws Exception {
        String help = ok("help");
        assertTrue(help, help.contains("beehive:list"));
        assertContains("name of the module", ok("help beehive:info"));
    }

    @Test
    public void refusesALineThatIsTooLongOrNoRequest() throws Exception {
        shell.send("x".repeat(70_000) + "\n");
        ShellClient.Result refused = shell.result();
        assertEquals(1, refused.status());
        assertTrue(refused.err().startsWith("SKEP-222 "));
        assertThrows(EOFException.class, shell::result);

        try (ShellClient other = open()) {
            other.send("beehive:list\n");
            assertTrue(other.result().err().startsWith("SKEP-222 "));
        }
    }

    @Test
    public void manyConnectionsWorkSideBySideAndTheSeventeenthIsTurnedAway() throws Exception {
        ShellClient[] clients = new ShellClient[15];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = open();
            assertEquals(0, clients[i].run("a = " + i).status());
        }
        ok("list");
        try (ShellClient late = open()) {
            assertTrue(late.result().err().startsWith("SKEP-227 "));
        }
        for (int i = 0; i < clients.length; i++) {
            assertEquals(i + "\n", clients[i].run("$a").out());
            clients[i].close();
        }
    }

    @Test
    public void theShellUpdatesItselfThroughItself() throws Exception {
        Bundle own = installed("io.skep.beehive.shell");
        shell.send("{\"command\":\"update io.skep.beehive.shell\"}\n");
        assertThrows(IOException.class, () -> {
            while (true) {
                shell.result();
            }
        });
        Waiting.until("the shell is active again", () -> own.getState() == Bundle.ACTIVE);
        shell = open();
        assertStarts("NAME", ok("list"));
    }

    private Bundle installed(String name) {
        for (Bundle bundle : context.getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                return bundle;
            }
        }
        throw new AssertionError("no bundle " + name);
    }
}
