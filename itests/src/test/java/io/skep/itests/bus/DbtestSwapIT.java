package io.skep.itests.bus;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.options;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Hashtable;
import java.util.concurrent.FutureTask;
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
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.cm.ConfigurationAdmin;

/** Swaps of the smallest module, in Felix. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DbtestSwapIT {

    private static final String NAME = "testManager";
    private static final String PID = "io.skep.edge.dbtest";
    private static final int MESSAGES = 30_000;
    private static final int SWAPS = 10;

    @Inject
    private BundleContext context;

    @Inject
    private Bus bus;

    @Inject
    private ConfigurationAdmin configurations;

    private final Collector collector = new Collector();
    private ServiceRegistration<Module> collecting;
    private Bundle dbtest;

    @Configuration
    public Option[] configuration() {
        return options(BusOptions.bus(), BusOptions.jackson(), bundle(Jars.library("org.apache.felix.gogo.runtime")));
    }

    @Before
    public void startDbtest() throws Exception {
        collecting = collector.register(context, "collector", "test");
        enable();
        dbtest = context.installBundle("dbtest", Jars.withVersion("edge/dbtest", "0.2.0"));
        dbtest.start();
        Waiting.state(bus, NAME, State.RUNNING);
    }

    @After
    public void removeDbtest() throws Exception {
        if (dbtest.getState() != Bundle.UNINSTALLED) {
            dbtest.uninstall();
        }
        collecting.unregister();
        disable();
    }

    private void enable() throws Exception {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("enable", true);
        configurations.getConfiguration(PID, "?").update(properties);
    }

    private void disable() throws Exception {
        configurations.getConfiguration(PID, "?").delete();
    }

    private static Message echo(int number) {
        return Message.of("itest", "resource", "update", "echo/collector", number);
    }

    private String ping() throws InterruptedException {
        return (String)
                bus.sendSync(NAME, Message.of("itest", "resource", "query", "ping", null), Duration.ofSeconds(20))
                        .content();
    }

    @Test
    public void losesNothingAndKeepsTheOrderOverTenSwapsUnderTraffic() throws Exception {
        long droppedBefore = info().dropped();
        FutureTask<Void> sender = new FutureTask<>(() -> {
            for (int i = 0; i < MESSAGES; i++) {
                bus.send(NAME, echo(i));
            }
            return null;
        });
        FutureTask<Void> swapper = new FutureTask<>(() -> {
            long received = 0;
            for (int swap = 1; swap <= SWAPS; swap++) {
                long beyond = received;
                Waiting.until("traffic before swap " + swap, () -> info().received() > beyond || sender.isDone());
                dbtest.stop();
                assertEquals(State.PARKED, info().state());
                dbtest.update(Jars.withVersion("edge/dbtest", "0.3." + swap));
                dbtest.start();
                received = info().received() + MESSAGES / SWAPS / 4;
            }
            return null;
        });
        Thread.ofVirtual().start(sender);
        Thread.ofPlatform().start(swapper);

        int repeated = 0;
        for (int expected = 0; expected < MESSAGES; ) {
            Message message = collector.next();
            assertNotNull("message " + expected + " of " + MESSAGES + " is missing", message);
            int number = (Integer) message.content();
            if (number == expected) {
                expected++;
            } else {
                assertEquals("only the last message may come again, in place of " + expected, expected - 1, number);
                repeated++;
            }
        }
        sender.get();
        swapper.get();
        Waiting.until("the mailbox is empty", () -> info().depth() == 0);
        assertTrue(repeated + " repeated for " + SWAPS + " swaps", repeated <= SWAPS);
        assertEquals(droppedBefore, info().dropped());
        assertEquals("pong 0.3." + SWAPS, ping());
        assertEquals("io.skep.edge.dbtest 0.3." + SWAPS, info().bundle());
    }

    private ModuleInfo info() {
        return bus.findModule(NAME).orElseThrow();
    }

    @Test
    public void messagesAndCallsWaitWhileTheBundleIsStopped() throws Exception {
        dbtest.stop();
        assertEquals(State.PARKED, info().state());
        bus.send(NAME, echo(1));
        bus.send(NAME, echo(2));
        FutureTask<String> call = new FutureTask<>(this::ping);
        Thread.ofVirtual().start(call);
        Waiting.until("two messages and a call wait", () -> info().depth() == 3);
        assertTrue(collector.isEmpty());
        dbtest.start();
        assertEquals(1, collector.next().content());
        assertEquals(2, collector.next().content());
        assertEquals("pong 0.2.0", call.get());
    }

    @Test
    public void aCallWhoseDeadlinePassesWhileParkedIsNeverExecuted() throws Exception {
        dbtest.stop();
        long dropped = info().dropped();
        BusException late = assertThrows(
                BusException.class,
                () -> bus.sendSync(
                        NAME, Message.of("itest", "resource", "query", "ping", null), Duration.ofMillis(50)));
        assertEquals(BusError.TIMEOUT, late.code());
        dbtest.start();
        assertEquals("pong 0.2.0", ping());
        assertEquals(dropped + 1, info().dropped());
    }

    @Test
    public void sendsToAnUninstalledModuleThrowAtOnce() throws Exception {
        dbtest.stop();
        bus.send(NAME, echo(1));
        FutureTask<String> call = new FutureTask<>(this::ping);
        Thread.ofVirtual().start(call);
        Waiting.until("the call waits", () -> info().depth() == 2);
        dbtest.uninstall();
        assertEquals(State.STOPPED, info().state());
        assertUnknown();
        Exception ended = assertThrows(java.util.concurrent.ExecutionException.class, call::get);
        assertEquals(BusError.UNKNOWN_MODULE, ((BusException) ended.getCause()).code());
    }

    private void assertUnknown() {
        BusException refused = assertThrows(BusException.class, () -> bus.send(NAME, echo(1)));
        assertEquals(BusError.UNKNOWN_MODULE, refused.code());
        assertThrows(
                BusException.class,
                () -> bus.sendToGroup("meta", Message.of("itest", "resource", "update", "x", null)));
    }

    @Test
    public void aModuleThatIsDisabledInTheConfigurationIsNotParked() throws Exception {
        disable();
        Waiting.state(bus, NAME, State.STOPPED);
        assertEquals(Bundle.ACTIVE, dbtest.getState());
        assertUnknown();
        enable();
        Waiting.state(bus, NAME, State.RUNNING);
        assertEquals("pong 0.2.0", ping());
    }

    @Test
    public void aChangedConfigurationRestartsTheModuleAndKeepsItsMailbox() throws Exception {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("enable", true);
        properties.put("other", "value");
        java.time.Instant before = info().since();
        configurations.getConfiguration(PID, "?").update(properties);
        Waiting.until(
                "the module was started again",
                () -> info().since().isAfter(before) && info().state() == State.RUNNING);
        assertEquals("pong 0.2.0", ping());
    }

    @Test
    public void aServiceOfTheTestIsParkedWhenItGoesAndStartedWhenItComesBack() throws Exception {
        collecting.unregister();
        assertTrue("run has ended when unregister returns", collector.hasEnded());
        assertEquals(State.PARKED, bus.findModule("collector").orElseThrow().state());
        bus.send("collector", echo(7));
        collecting = collector.register(context, "collector", "test");
        assertEquals(7, collector.next().content());
    }

    @Test
    public void nothingKeepsTheClassesOfAFormerVersionInMemory() throws Exception {
        assertEquals("pong 0.2.0", ping());
        WeakReference<ClassLoader> former =
                new WeakReference<>(dbtest.adapt(BundleWiring.class).getClassLoader());
        dbtest.stop();
        dbtest.update(Jars.withVersion("edge/dbtest", "0.4.0"));
        dbtest.start();
        assertEquals("pong 0.4.0", ping());
        Waiting.until("the former class loader is collected", () -> {
            System.gc();
            return former.get() == null;
        });
    }
}
