package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import java.io.EOFException;
import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void showsAKnownFailureAsItIs() {
        BusException failure = new BusException(BusError.TIMEOUT, "Too late.");
        assertThat(Failures.line("x", new InvocationTargetException(failure))).isEqualTo(failure.line());
    }

    @Test
    void showsAnUnknownFailureInOneLineWithTheCommand() {
        assertThat(Failures.line("edged:pods", new IllegalStateException("first\nsecond")))
                .isEqualTo(
                        "SKEP-223 The command `edged:pods` failed: IllegalStateException: first second. Type help for"
                                + " the commands, help <command> for one of them.");
        assertThat(Failures.line("x", new NullPointerException())).contains("NullPointerException");
    }

    @Test
    void explainsAnOpenBracketAndAnInterrupt() {
        assertThat(Failures.line("(", new EOFException())).contains("bracket or quote is open");
        assertThat(Failures.line("x", new InterruptedException())).contains("interrupted");
    }

    private static final class CommandNotFoundException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void tellsAnUnknownCommandFromOneThatFailed() {
        assertThat(Failures.status(new InvocationTargetException(new CommandNotFoundException())))
                .isEqualTo(2);
        assertThat(Failures.status(new IllegalArgumentException("bad"))).isEqualTo(1);
    }

    @Test
    void cutsALongCommand() {
        assertThat(Failures.line("c".repeat(500), new IllegalArgumentException("bad.")))
                .contains("c".repeat(77) + "...` failed: bad. Type")
                .doesNotContain("c".repeat(78));
    }
}
