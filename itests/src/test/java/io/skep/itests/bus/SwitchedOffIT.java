package io.skep.itests.bus;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.options;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import java.time.Duration;
import java.util.Hashtable;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.service.cm.ConfigurationAdmin;

/** A module of the feature set that the configuration does not enable, in Felix. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SwitchedOffIT {

    private static final String NAME = "testManager";

    @Inject
    private Bus bus;

    @Inject
    private ConfigurationAdmin configurations;

    @Configuration
    public Option[] configuration() {
        return options(
                BusOptions.bus(),
                BusOptions.jackson(),
                frameworkProperty(Bus.KNOWN_MODULES).value(NAME + "/meta,late/meta"),
                bundle(Jars.library("org.apache.felix.gogo.runtime")),
                bundle(Jars.built("edge/dbtest")));
    }

    @Test
    public void nobodyWaitsForAModuleThatIsSwitchedOffUntilItIsSwitchedOn() throws Exception {
        Waiting.state(bus, NAME, State.STOPPED);
        assertEquals(State.EXPECTED, bus.findModule("late").orElseThrow().state());
        Message message = Message.of("itest", "resource", "query", "ping", null);
        BusException refused = assertThrows(BusException.class, () -> bus.send(NAME, message));
        assertEquals(BusError.UNKNOWN_MODULE, refused.code());
        bus.sendToGroup("meta", message);
        assertEquals(0, bus.findModule(NAME).orElseThrow().depth());
        assertEquals(1, bus.findModule("late").orElseThrow().depth());

        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("enable", true);
        configurations.getConfiguration("io.skep.edge.dbtest", "?").update(properties);
        Waiting.state(bus, NAME, State.RUNNING);
        assertEquals(
                "pong 0.1.0.SNAPSHOT",
                bus.sendSync(NAME, message, Duration.ofSeconds(20)).content());
    }
}
