package io.skep.cloud.cloudhub.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.MovableClock;
import io.skep.cloud.kube.fake.FakeKube;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recording 09d: what a Go cloud writes, and when, to an edge that withholds its acknowledgements. Times in seconds after the first write. */
class GoOrderTest {

    private final MovableClock clock = new MovableClock();
    private final List<String> written = new ArrayList<>();
    private String last = "";

    @Test
    void silentEdgeSeesTheOrderOfTheGoCloud() throws Exception {
        try (HubDouble hub = new HubDouble(new FakeKube(), clock, 10)) {
            EdgeLink edge = new EdgeLink("n", false);
            NodeSession session = hub.open(edge);
            hub.dispatch(Messages.push("n", "ack-1", 366));
            run(hub, edge, 8.0);
            hub.dispatch(Messages.push("n", "ack-2", 371));
            run(hub, edge, 42.5);
            hub.dispatch(Messages.push("n", "ack-1", 422));
            run(hub, edge, 45.2);
            session.failed(last);
            run(hub, edge, 50.2);
            session.acknowledged(last);
            run(hub, edge, 50.7);
            session.acknowledged(last);
            run(hub, edge, 90.0);
        }

        assertThat(written)
                .containsExactly(
                        "0.0 ack-1 366",
                        "5.0 ack-1 366",
                        "10.0 ack-1 366",
                        "15.0 ack-1 366",
                        "20.0 ack-1 366",
                        "25.0 ack-2 371",
                        "30.0 ack-2 371",
                        "35.0 ack-2 371",
                        "40.0 ack-2 371",
                        "45.0 ack-2 371",
                        "50.0 ack-1 422",
                        "50.2 ack-2 371");
    }

    /** Until that time, in steps of a tenth of a second. */
    private void run(HubDouble hub, EdgeLink edge, double end) {
        Instant until = MovableClock.START.plusMillis(Math.round(end * 1000));
        look(hub, edge);
        while (clock.instant().isBefore(until)) {
            clock.advance(Duration.ofMillis(100));
            look(hub, edge);
        }
    }

    private void look(HubDouble hub, EdgeLink edge) {
        hub.work();
        for (Message frame : edge.take()) {
            long tenths = Duration.between(MovableClock.START, clock.instant()).toMillis() / 100;
            String name = frame.resource().substring(frame.resource().lastIndexOf('/') + 1);
            written.add(tenths / 10 + "." + tenths % 10 + " " + name + " " + frame.resourceVersion());
            last = frame.id();
        }
    }
}
