package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.shell.internal.TopShell.RateLine;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopShellTest {

    private final StubBus bus = new StubBus();
    private final Sessions console = new Sessions();
    private final TopShell shell = new TopShell(bus.bus());

    @Test
    void takesRatesOverTheInterval() {
        List<RateLine> lines = TopShell.lines(
                List.of(StubBus.module("a", State.RUNNING, 100, 1), StubBus.module("b", State.RUNNING, 50, 0)),
                List.of(
                        StubBus.module("a", State.RUNNING, 350, 2),
                        StubBus.module("b", State.PARKED, 10, 0),
                        StubBus.module("new", State.RUNNING, 7, 0)),
                2);
        assertThat(lines).extracting(RateLine::rate).containsExactly("125", "0", "0");
        assertThat(lines).extracting(RateLine::errorRate).containsExactly("0.5", "0", "0");
        assertThat(lines.get(1).trouble()).isEqualTo("is parked");
        assertThat(lines.getFirst().handlingP99()).isEqualTo("2.00 ms");
    }

    @Test
    void printsOneTableAfterAnother() {
        bus.modules.add(StubBus.module("edged", State.RUNNING, 1, 0));
        shell.top(console.session(), 1, 1);
        assertThat(console.printed()).startsWith("NAME").contains("edged").doesNotContain("\u001b");
    }

    @Test
    void drawsInPlaceOnATerminal() {
        bus.modules.add(StubBus.module("edged", State.RUNNING, 1, 0));
        Screen.set(console.session(), 30, true);
        shell.top(console.session(), 1, 1);
        assertThat(console.printed())
                .startsWith("\u001b[2J\u001b[H")
                .contains("\u001b[K\n")
                .endsWith("\u001b[J");
        assertThat(console.printed()).doesNotContain("HANDLING");
    }

    @Test
    void endsWhenItIsInterrupted() throws InterruptedException {
        Thread thread = Thread.ofVirtual().start(() -> shell.top(console.session(), 0, 3600));
        thread.interrupt();
        thread.join();
        assertThat(console.printed()).isEmpty();
    }
}
