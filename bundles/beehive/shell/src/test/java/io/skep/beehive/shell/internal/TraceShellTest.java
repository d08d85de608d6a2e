package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus.HopKind;
import io.skep.beehive.api.Bus.TraceFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceShellTest {

    private static final String FIRST = "aaaaaaaa-0000-0000-0000-000000000001";
    private static final String SECOND = "bbbbbbbb-0000-0000-0000-000000000002";

    private final StubBus bus = new StubBus();
    private final Sessions console = new Sessions();
    private final TraceShell shell = new TraceShell(bus.bus());

    private void twoMessages() {
        bus.hops.add(StubBus.hop(HopKind.SENT, "websocket", "metamanager", FIRST));
        bus.hops.add(StubBus.hop(HopKind.SENT, "websocket", "metamanager", SECOND));
        bus.hops.add(StubBus.hop(HopKind.RECEIVED, "websocket", "metamanager", FIRST));
        bus.hops.add(StubBus.hop(HopKind.DONE, "websocket", "metamanager", FIRST));
        bus.hops.add(StubBus.hop(HopKind.DONE, "websocket", "metamanager", SECOND));
    }

    @Test
    void followsSoManyMessagesToTheirEnd() {
        twoMessages();
        assertThat(shell.trace(console.session(), 1, 0, false, "", "")).isEqualTo("3 hops");
        assertThat(console.printed().lines())
                .hasSize(3)
                .allMatch(line -> line.contains("aaaaaaaa") && !line.contains(FIRST))
                .last()
                .asString()
                .contains("DONE", "websocket", "->  metamanager", "default/pod/p", "waited 3.00 ms");
        assertThat(bus.open).isZero();
    }

    @Test
    void handsTheFilterToTheBus() {
        twoMessages();
        shell.trace(console.session(), 2, 5, true, "", "pod", "aaaa");
        assertThat(bus.filters).containsExactly(new TraceFilter("aaaa", "", "pod", true));
        assertThat(console.printed().lines()).hasSize(5);
    }

    @Test
    void followsAMessageOfAModuleWhoeverHasIt() {
        twoMessages();
        bus.hops.add(StubBus.hop(HopKind.SENT, "edged", "metamanager", "cccccccc"));
        bus.hops.add(StubBus.hop(HopKind.RECEIVED, "", "metamanager", "cccccccc"));
        bus.hops.add(StubBus.hop(HopKind.DONE, "", "metamanager", "cccccccc"));
        assertThat(shell.trace(console.session(), 1, 0, false, "edged", "")).isEqualTo("3 hops");
        assertThat(console.printed().lines()).hasSize(3).allMatch(line -> line.contains("cccccccc"));
    }

    @Test
    void endsWhenItIsInterruptedAndTellsWhatWasShown() throws InterruptedException {
        twoMessages();
        List<String> said = new ArrayList<>();
        Thread thread = Thread.ofVirtual().start(() -> said.add(shell.trace(console.session(), 0, 0, false, "", "")));
        thread.interrupt();
        thread.join();
        assertThat(said).hasSize(1).first().asString().containsPattern("^\\d hops?$");
        assertThat(bus.open).isZero();
    }

    @Test
    void neverMakesTheBusWaitAndCountsWhatIsLost() {
        HopQueue queue = new HopQueue("", 0, _ -> {});
        for (int i = 0; i < 10_002; i++) {
            queue.offer(StubBus.hop(HopKind.SENT, "a", "b", FIRST));
        }
        queue.drain(Duration.ZERO);
        assertThat(queue.summary()).endsWith("2 more came too fast to be shown");
    }

    @Test
    void showsWhatWasRecorded() {
        twoMessages();
        bus.hops.add(StubBus.hop(HopKind.RECEIVED, "edged", "websocket", SECOND));
        assertThat(shell.recorded("")).hasSize(6);
        assertThat(shell.recorded("", 2)).extracting(TraceShell.HopLine::hop).containsExactly("DONE", "RECEIVED");
        assertThat(shell.recorded("edged")).hasSize(1);
        assertThat(shell.recorded("websocket")).hasSize(6);
    }
}
