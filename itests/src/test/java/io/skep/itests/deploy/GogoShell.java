package io.skep.itests.deploy;

import static org.junit.Assert.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;

/** Types commands without a socket. */
final class GogoShell {

    private final CommandProcessor processor;

    GogoShell(CommandProcessor processor) {
        this.processor = processor;
    }

    Object ok(String command) throws Exception {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, java.nio.charset.StandardCharsets.UTF_8);
        try (CommandSession session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
            return session.execute(command);
        }
    }

    /** Code, sentence and next step of a command that is refused. */
    String refused(String command) {
        Throwable failure = assertThrows(Exception.class, () -> ok(command));
        while (failure instanceof InvocationTargetException wrapped) {
            failure = wrapped.getCause();
        }
        try {
            return (String) failure.getClass().getMethod("line").invoke(failure);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(failure);
        }
    }
}
