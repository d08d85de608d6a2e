package io.skep.itests.bus;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import org.junit.Test;

/** What the shell does for people: completion, interrupts, health; in Felix with Gogo. */
public class ShellComfortIT extends ShellFixture {

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
