package io.skep.itests.bus;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.options;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.ModuleInfo;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** The bus itself is replaced, in Felix. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class BusSwapIT {

    private static final int SWAPS = 20;
    private static final int BETWEEN_SWAPS = 2_000;

    @Inject
    private BundleContext context;

    private final Collector collector = new Collector();
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private Bundle runtime;

    @Configuration
    public Option[] configuration() {
        return options(BusOptions.bus(), frameworkProperty(Bus.KNOWN_MODULES).value("early/test"));
    }

    @Before
    public void startModules() throws Exception {
        runtime = Waiting.bundle(context, "io.skep.beehive.runtime");
        runtime.start();
        registrations.add(collector.register(context, "collector", "test"));
    }

    @After
    public void stopModules() throws Exception {
        registrations.forEach(ServiceRegistration::unregister);
        runtime.start();
    }

    private Bus bus() throws Exception {
        Waiting.until("there is a bus", () -> context.getServiceReference(Bus.class) != null);
        ServiceReference<Bus> reference = context.getServiceReference(Bus.class);
        return context.getService(reference);
    }

    private ModuleInfo info(String module) throws Exception {
        return bus().findModule(module).orElseThrow();
    }

    private static Message numbered(int number) {
        return Message.of("itest", "resource", "update", "x", number);
    }

    private void swap(String version) throws Exception {
        runtime.stop();
        runtime.update(Jars.withVersion("beehive/runtime", version));
        runtime.start();
    }

    private void refresh() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(runtime), event -> done.countDown());
        assertTrue("refreshed in time", done.await(60, TimeUnit.SECONDS));
    }

    /** Passes what it receives on to the collector. */
    private static void relay(ModuleContext module) throws InterruptedException {
        while (true) {
            module.send("collector", module.receive());
        }
    }

    /** Sends numbers as long as the bus takes them, to the next bus if this one goes. */
    private void sendAll(AtomicInteger sent, AtomicInteger goal) throws Exception {
        while (sent.get() < goal.get()) {
            try {
                bus().send("relay", numbered(sent.get()));
                sent.incrementAndGet();
            } catch (BusException e) {
                assertEquals(BusError.BUS_REPLACED, e.code());
            } catch (IllegalStateException | NullPointerException e) {
                assertNotNull("the bus goes just now", e);
            }
        }
    }

    @Test
    public void losesNothingAndKeepsTheOrderOverTwentySwapsUnderTraffic() throws Exception {
        registrations.add(Collector.register(context, "relay", "test", BusSwapIT::relay));
        long droppedBefore = info("collector").dropped();
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger goal = new AtomicInteger(Integer.MAX_VALUE);
        FutureTask<Void> sender = new FutureTask<>(() -> {
            sendAll(sent, goal);
            return null;
        });
        Thread.ofVirtual().start(sender);
        FutureTask<Void> swapper = new FutureTask<>(() -> {
            for (int swap = 1; swap <= SWAPS; swap++) {
                int beyond = sent.get() + BETWEEN_SWAPS;
                Waiting.until("traffic before swap " + swap, () -> sent.get() > beyond || sender.isDone());
                if (swap % 4 == 0) {
                    refresh();
                } else {
                    swap("0.3." + swap);
                }
            }
            goal.set(sent.get() + BETWEEN_SWAPS);
            return null;
        });
        Thread.ofPlatform().start(swapper);
        int repeated = 0;
        for (int expected = 0; expected < goal.get(); ) {
            Message message = collector.next();
            assertNotNull("message " + expected + " of " + sent + " is missing", message);
            int number = (Integer) message.content();
            if (number == expected) {
                expected++;
            } else {
                assertTrue(
                        number + " came again in place of " + expected,
                        number == expected - 1 || number == expected - 2);
                repeated++;
            }
        }
        swapper.get();
        sender.get();
        assertTrue(repeated + " repeated for " + SWAPS + " swaps of two modules", repeated <= 2 * SWAPS);
        assertEquals(droppedBefore, info("relay").dropped() + info("collector").dropped());
        assertTrue(info("relay").received() >= goal.get());
    }

    @Test
    public void whatWaitsInMailboxesWaitsForTheNextBus() throws Exception {
        Bus old = bus();
        old.send("early", numbered(1));
        Collector away = new Collector();
        away.register(context, "away", "test").unregister();
        old.send("away", numbered(2));
        runtime.stop();
        assertEquals(null, context.getServiceReference(Bus.class));
        try {
            old.send("early", numbered(3));
            throw new AssertionError("the old bus has taken a message");
        } catch (BusException e) {
            assertEquals(BusError.BUS_REPLACED, e.code());
        }
        registrations.add(away.register(context, "away", "test"));
        assertTrue("nobody runs without a bus", away.isEmpty());
        runtime.update(Jars.withVersion("beehive/runtime", "0.4.0"));
        assertEquals("an update does not start what was stopped", Bundle.INSTALLED, runtime.getState());
        runtime.start();
        assertEquals(2, away.next().content());
        assertEquals(1, info("early").depth());
        assertEquals(State.EXPECTED, info("early").state());
        Collector early = new Collector();
        registrations.add(early.register(context, "early", "test"));
        assertEquals(1, early.next().content());
    }

    @Test
    public void aCallEndsAndItsRequestIsNeverExecutedLater() throws Exception {
        registrations.removeFirst().unregister();
        Bus old = bus();
        FutureTask<Message> call =
                new FutureTask<>(() -> old.sendSync("collector", numbered(1), Duration.ofMinutes(1)));
        Thread.ofVirtual().start(call);
        Waiting.until("the request waits", () -> info("collector").depth() == 1);
        swap("0.5.0");
        try {
            call.get();
            throw new AssertionError("the call was answered");
        } catch (ExecutionException e) {
            assertEquals(BusError.BUS_REPLACED, ((BusException) e.getCause()).code());
        }
        registrations.add(collector.register(context, "collector", "test"));
        bus().send("collector", numbered(2));
        assertEquals(2, collector.next().content());
        assertTrue(info("collector").dropped() >= 1);
    }

    @Test
    public void aModuleThatIsUninstalledWhileThereIsNoBusIsClosed() throws Exception {
        registrations.removeFirst().unregister();
        Bundle other = context.installBundle("other", Jars.empty("other"));
        other.start();
        ServiceRegistration<Module> registration =
                Collector.register(other.getBundleContext(), "other", "test", BusSwapIT::relay);
        Waiting.state(bus(), "other", State.RUNNING);
        runtime.stop();
        registration.unregister();
        other.uninstall();
        runtime.start();
        assertEquals(State.STOPPED, info("other").state());
    }

    @Test
    public void nothingKeepsTheClassesOfTheFormerBusInMemory() throws Exception {
        bus().send("collector", numbered(1));
        assertEquals(1, collector.next().content());
        WeakReference<ClassLoader> former =
                new WeakReference<>(runtime.adapt(BundleWiring.class).getClassLoader());
        swap("0.6.0");
        bus().send("collector", numbered(2));
        assertEquals(Integer.valueOf(2), lastOf(2));
        Waiting.until("the former class loader is collected", () -> {
            System.gc();
            return former.get() == null;
        });
    }

    private Object lastOf(int wanted) throws Exception {
        Object content = collector.next().content();
        while (!content.equals(wanted)) {
            content = collector.next().content();
        }
        return content;
    }
}
