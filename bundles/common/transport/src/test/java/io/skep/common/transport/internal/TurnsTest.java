package io.skep.common.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns turns = new Turns(2);
    private final List<String> begun = new ArrayList<>();

    private Turns.Turn ask(String name) {
        return turns.ask(() -> begun.add(name));
    }

    @Test
    void letsTheNextOneInWhenOneEnds() {
        Turns.Turn a = ask("a");
        ask("b");
        ask("c");
        ask("d");
        assertThat(begun).containsExactly("a", "b");
        a.end();
        a.end();
        assertThat(begun).containsExactly("a", "b", "c");
        assertThat(turns.waiting()).isEqualTo(1);
    }

    @Test
    void forgetsWhoLeavesBeforeItsTurn() {
        Turns.Turn a = ask("a");
        Turns.Turn b = ask("b");
        Turns.Turn c = ask("c");
        ask("d");
        c.end();
        a.end();
        b.end();
        assertThat(begun).containsExactly("a", "b", "d");
        assertThat(turns.waiting()).isZero();
        ask("e");
        assertThat(begun).endsWith("e");
    }
}
