package io.skep.edge.dbtest.internal;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.Operations;

/** What dbtest can be asked. */
sealed interface DbtestCommand {

    /** Answer with the version. */
    record Ping(Message request) implements DbtestCommand {}

    /** Answer with the same content. */
    record Echo(Message request) implements DbtestCommand {}

    /** Send the content on to a module. */
    record Return(Message message, String module) implements DbtestCommand {}

    /** Count it, no more. */
    record Note(Message message) implements DbtestCommand {}

    String ECHO = "echo/";

    static DbtestCommand from(Message message) {
        if (message.sync()) {
            return message.operation().equals(Operations.QUERY)
                            && message.resource().equals("ping")
                    ? new Ping(message)
                    : new Echo(message);
        }
        boolean echo = message.resource().startsWith(ECHO) && message.resource().length() > ECHO.length();
        return echo ? new Return(message, message.resource().substring(ECHO.length())) : new Note(message);
    }
}
