package io.skep.beehive.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.Bus.State;
import io.skep.beehive.metrics.internal.Health.Check;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthTest {

    private static final Bus BUS = FixedBus.of(
            Infos.full("websocket", "edged"),
            Infos.of("edged", State.RUNNING, ""),
            Infos.of("parked", State.PARKED, ""),
            Infos.of("late", State.EXPECTED, ""),
            Infos.of("off", State.STOPPED, ""),
            Infos.of("done", State.FINISHED, ""),
            Infos.of("sick", State.BACKOFF, "boom"),
            Infos.of("bad", State.QUARANTINED, "SKEP-205 boom\nof " + "x".repeat(300)));

    private static Health health(boolean reasons) {
        return new Health(() -> true, () -> Optional.of(BUS), reasons);
    }

    private static List<String> lines(List<Check> checks) {
        return checks.stream().map(Check::line).toList();
    }

    @Test
    void readyIsWhoRunsOrHasNothingToDo() {
        assertThat(lines(health(true).ready()))
                .containsExactly(
                        "[+]framework ok",
                        "[+]bus ok",
                        "[-]bad is quarantined: SKEP-205 boom of " + "x".repeat(200 - "SKEP-205 boom of ".length())
                                + "...",
                        "[+]done ok",
                        "[+]edged ok",
                        "[-]late has not come",
                        "[+]off ok",
                        "[-]parked is parked",
                        "[-]sick has failed and will be started again: boom",
                        "[+]websocket ok, but its mailbox is full, and edged wait for room");
    }

    @Test
    void aliveIsAllThatARestartWouldNotMend() {
        assertThat(health(true).live())
                .filteredOn(check -> !check.holds())
                .extracting(Check::name)
                .containsExactly("bad");
        assertThat(lines(health(true).live())).contains("[+]parked ok, but is parked");
    }

    @Test
    void whoListensToStrangersTellsThemNoReasons() {
        assertThat(lines(health(false).ready()))
                .contains(
                        "[-]bad is quarantined, reason withheld",
                        "[-]sick has failed and will be started again, reason withheld")
                .noneMatch(line -> line.contains("boom"));
    }

    @Test
    void whileTheBusIsReplacedTheContainerLivesButIsNotReady() {
        Health away = new Health(() -> true, Optional::empty, true);
        assertThat(away.live()).allMatch(Check::holds);
        assertThat(lines(away.live())).containsExactly("[+]framework ok", "[+]bus ok, but is being replaced");
        assertThat(lines(away.ready())).containsExactly("[+]framework ok", "[-]bus is being replaced");
    }

    @Test
    void whileTheFrameworkStartsTheContainerLivesButIsNotReady() {
        Health starting = new Health(() -> false, () -> Optional.of(FixedBus.of()), true);
        assertThat(lines(starting.live())).containsExactly("[+]framework ok, but is starting", "[+]bus ok");
        assertThat(lines(starting.ready())).containsExactly("[-]framework is starting", "[+]bus ok");
    }
}
