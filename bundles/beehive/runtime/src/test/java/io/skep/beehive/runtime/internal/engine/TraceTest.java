package io.skep.beehive.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus.Hop;
import io.skep.beehive.api.Bus.HopKind;
import io.skep.beehive.api.Bus.Trace;
import io.skep.beehive.api.Bus.TraceFilter;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class TraceTest extends BusFixture {

    private final List<Hop> hops = new CopyOnWriteArrayList<>();

    private Trace trace(String id, String module, String resource) {
        return bus.trace(new TraceFilter(id, module, resource, false), hops::add);
    }

    private void awaitHops(int number) {
        Await.until(number + " hops", () -> hops.size() >= number);
    }

    private List<String> seenHops() {
        return hops.stream().map(hop -> hop.kind() + " " + hop.module()).toList();
    }

    @Test
    void followsAMessageFromItsSenderToItsEnd() throws Exception {
        start("a", receiver());
        try (Trace trace = trace("", "a", "")) {
            assertThat(trace).isNotNull();
            send("a", 1, 2);
            awaitHops(5);
        }
        String first = hops.getFirst().id();
        assertThat(hops.stream().filter(hop -> hop.id().equals(first)).map(Hop::kind))
                .containsExactly(HopKind.SENT, HopKind.RECEIVED, HopKind.DONE);
        int before = hops.size();
        send("a", 3);
        assertThat(next()).isEqualTo(1);
        assertThat(hops).hasSize(before);
    }

    @Test
    void followsACallAndItsAnswer() throws Exception {
        start("a", echo());
        Message request = message("x");
        trace(request.id().substring(0, 13), "", "");
        send("a", "another one");
        bus.sendSync("a", request, Duration.ofSeconds(10));
        awaitHops(3);
        assertThat(seenHops()).startsWith("SENT a", "RECEIVED a", "ANSWERED a");
        assertThat(hops.get(2).parentId()).isEqualTo(request.id());
    }

    @Test
    void tellsWhoSentItAndHowLongItWaited() throws Exception {
        start("a", receiver());
        trace("", "", "x");
        start("b", context -> context.send("a", message(1)));
        awaitHops(2);
        assertThat(hops.subList(0, 2)).extracting(Hop::from).containsOnly("b");
        assertThat(hops.get(1).waited()).isPositive();
    }

    @Test
    void tellsOfAFailureAndOfTheSecondDelivery() throws Exception {
        boolean[] failed = new boolean[1];
        trace("", "a", "");
        start("a", context -> {
            while (true) {
                Message message = context.receive();
                if (!failed[0]) {
                    failed[0] = true;
                    throw new IllegalStateException("the first time");
                }
                seen.add(message.content());
            }
        });
        send("a", 1);
        assertThat(next()).isEqualTo(1);
        assertThat(seenHops()).containsSubsequence("SENT a", "RECEIVED a", "FAILED a", "REDELIVERED a");
    }

    @Test
    void contentsAreShownOnlyOnRequestAndWithoutSecrets() throws Exception {
        start("a", receiver());
        trace("", "", "");
        List<Hop> open = new CopyOnWriteArrayList<>();
        bus.trace(new TraceFilter("", "", "", true), open::add);
        send("a", "{\"user\":\"joe\",\"password\":\"abc\"}");
        Await.until("hops", () -> open.size() >= 2);
        assertThat(hops).extracting(Hop::content).containsOnly("");
        assertThat(open).extracting(Hop::content).containsOnly("{\"user\":\"joe\",\"password\":\"***\"}");
    }

    @Test
    void aReceiverThatFailsEndsItsTraceAlone() throws Exception {
        start("a", receiver());
        bus.trace(new TraceFilter("", "", "", false), hop -> {
            throw new IllegalStateException("full");
        });
        trace("", "", "");
        send("a", 1);
        assertThat(next()).isEqualTo(1);
        awaitHops(2);
    }

    @Test
    void theFlightRecorderKeepsTheLastMessagesOfEachModuleWithoutTheirContents() throws Exception {
        start("a", receiver());
        for (int i = 0; i < 100; i++) {
            send("a", "secret " + i);
            next();
        }
        List<Hop> recorded = bus.recorded(1_000);
        assertThat(recorded).hasSize(64);
        assertThat(recorded).extracting(Hop::module).containsOnly("a");
        assertThat(recorded).extracting(Hop::content).containsOnly("text");
        assertThat(recorded).extracting(Hop::id).doesNotHaveDuplicates();
        assertThat(bus.recorded(3)).isEqualTo(recorded.subList(61, 64));
    }
}
