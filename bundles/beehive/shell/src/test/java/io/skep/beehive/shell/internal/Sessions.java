package io.skep.beehive.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;

/** A session of Gogo that keeps variables and what is printed. */
final class Sessions {

    private final Map<Object, Object> variables = new HashMap<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream console = new PrintStream(printed, true, StandardCharsets.UTF_8);

    CommandSession session() {
        return (CommandSession) Proxy.newProxyInstance(
                Sessions.class.getClassLoader(),
                new Class<?>[] {CommandSession.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "get" -> variables.get(arguments[0]);
                    case "put" -> variables.put(arguments[0], arguments[1]);
                    case "getConsole" -> console;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
