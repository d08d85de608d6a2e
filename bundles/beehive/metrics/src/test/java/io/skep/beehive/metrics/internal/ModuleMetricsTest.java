package io.skep.beehive.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModuleMetricsTest {

    private static String text(ModuleMetrics metrics) {
        return TextFormat.PROMETHEUS.write(metrics.families());
    }

    @Test
    void tellsWhatEachModuleReceivedAndHowItStands() {
        try (TestBus bus = new TestBus()) {
            Probe probe = bus.probe("edged", "edged");
            bus.expect("twin", "twin");
            ModuleMetrics metrics = new ModuleMetrics(() -> Optional.of(bus.bus()));
            probe.send("edged", Message.of("x", "resource", "update", "a", null));
            probe.next();
            assertThat(text(metrics))
                    .contains("skep_bus_up 1\n", "skep_bus_late_answers_total 0\n")
                    .contains("skep_module_messages_received_total{module=\"edged\",group=\"edged\"} 1\n")
                    .contains("skep_module_mailbox_capacity{module=\"edged\",group=\"edged\"} 1024\n")
                    .contains("skep_module_state{module=\"edged\",group=\"edged\",state=\"running\"} 1\n")
                    .contains("skep_module_state{module=\"edged\",group=\"edged\",state=\"parked\"} 0\n")
                    .contains("skep_module_state{module=\"twin\",group=\"twin\",state=\"expected\"} 1\n");
        }
    }

    @Test
    void tellsEveryFigureOfTheBus() {
        ModuleMetrics metrics = new ModuleMetrics(() -> Optional.of(FixedBus.of(Infos.full("edged", "websocket"))));
        String labels = "{module=\"edged\",group=\"g\"} ";
        assertThat(text(metrics))
                .contains("skep_bus_late_answers_total 9\n")
                .contains("skep_module_mailbox_depth" + labels + "1024\n")
                .contains("skep_module_waiting_senders" + labels + "1\n")
                .contains("skep_module_busy_seconds" + labels + "0.25\n")
                .contains("skep_module_messages_redelivered_total" + labels + "2\n")
                .contains("skep_module_messages_dropped_total" + labels + "1\n")
                .contains("skep_module_errors_total" + labels + "4\n")
                .contains("skep_module_restarts_total" + labels + "5\n")
                .contains("skep_module_wait_seconds{module=\"edged\",group=\"g\",quantile=\"0.5\"} 0.0015\n")
                .contains("skep_module_wait_seconds{module=\"edged\",group=\"g\",quantile=\"0.99\"} 0.02\n")
                .contains("skep_module_wait_seconds_sum" + labels + "0.1\n")
                .contains("skep_module_wait_seconds_count" + labels + "10\n")
                .contains("skep_module_handling_seconds_count" + labels + "0\n")
                .doesNotContain("skep_module_handling_seconds{");
    }

    @Test
    void tellsThatTheBusIsAway() {
        assertThat(text(new ModuleMetrics(Optional::empty)))
                .contains("skep_bus_up 0\n")
                .doesNotContain("skep_module");
    }
}
