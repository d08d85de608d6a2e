package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.SkepException;
import io.skep.edge.edged.internal.EdgedError;
import org.junit.jupiter.api.Test;

class TroubleTest {

    private final Trouble trouble = new Trouble();

    private boolean isNew(String why) {
        return trouble.isNew(new SkepException(EdgedError.FOLDER_UNUSABLE, why));
    }

    @Test
    void tellsEachReasonOnceUntilItIsOver() {
        assertThat(isNew("The disk is full.")).isTrue();
        assertThat(isNew("The disk is full.")).isFalse();
        assertThat(isNew("The disk is away.")).isTrue();
        assertThat(isNew("The disk is full.")).isFalse();
        trouble.over();
        assertThat(isNew("The disk is full.")).isTrue();
    }

    @Test
    void tellsNoEndlessListOfReasons() {
        for (int i = 0; i < 16; i++) {
            assertThat(isNew("Attempt " + i + " failed.")).isTrue();
        }
        assertThat(isNew("One more failed.")).isFalse();
    }
}
