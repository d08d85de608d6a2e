package io.skep.beehive.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.Message;
import io.skep.beehive.runtime.internal.engine.BusState;
import io.skep.beehive.runtime.internal.engine.BusState.Box;
import io.skep.beehive.runtime.internal.engine.BusState.Counts;
import io.skep.beehive.runtime.internal.engine.BusState.Letter;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlatStateTest {

    private static final BusState STATE = new BusState(
            9,
            List.of(
                    new Box(
                            "edged",
                            "edged",
                            State.PARKED,
                            "SKEP-205 once",
                            2,
                            new Counts(10, 3, 1),
                            List.of(Thread.currentThread()),
                            List.of(
                                    new Letter(new Message("i", "p", 5, "7", true, "s", "g", "o", "r", "text"), true),
                                    new Letter(new Message("j", "", 6, "", false, "s", "g", "o", "r", null), false))),
                    new Box("late", "meta", State.STOPPED, "", 0, new Counts(0, 0, 0), List.of(), List.of())));

    @Test
    void nothingIsLostOnTheWay() {
        assertThat(FlatState.read(FlatState.of(STATE))).isEqualTo(STATE);
        assertThat(STATE.size()).isEqualTo(2);
    }

    @Test
    void contentsStayTheObjectsThatTheyAre() {
        byte[] bytes = {1, 2};
        Letter letter = new Letter(Message.of("s", "g", "o", "r", bytes), false);
        BusState state = new BusState(
                0, List.of(new Box("a", "g", State.PARKED, "", 0, new Counts(0, 0, 0), List.of(), List.of(letter))));
        BusState read = FlatState.read(FlatState.of(state));
        assertThat(read.boxes().getFirst().letters().getFirst().message().content())
                .isSameAs(bytes);
    }

    @Test
    void onlyClassesOfTheJdkAreHeld() {
        assertOfTheJdk(FlatState.of(STATE));
    }

    private static void assertOfTheJdk(Object value) {
        if (value instanceof Collection<?> values) {
            values.forEach(FlatStateTest::assertOfTheJdk);
        }
        if (value != null && !(value instanceof Thread)) {
            assertThat(value.getClass().getClassLoader())
                    .as("loader of %s", value)
                    .isNull();
        }
    }
}
