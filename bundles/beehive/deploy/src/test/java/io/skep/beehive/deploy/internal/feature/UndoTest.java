package io.skep.beehive.deploy.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UndoTest {

    @Test
    void takesEverythingBackInReverseAndTellsWhatItCouldNot() throws InterruptedException {
        List<String> done = new ArrayList<>();
        Undo undo = new Undo();
        undo.add("first", () -> done.add("first"));
        undo.add("second", () -> {
            throw new IOException("disk full");
        });
        undo.add("third", () -> done.add("third"));

        assertThat(undo.run()).containsExactly("second (disk full)");
        assertThat(done).containsExactly("third", "first");
        assertThat(undo.run()).isEmpty();
    }
}
