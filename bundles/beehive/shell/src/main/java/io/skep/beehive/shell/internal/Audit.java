package io.skep.beehive.shell.internal;

import java.util.function.Supplier;
import org.apache.felix.service.command.CommandSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of what was changed by hand: who, what, and what came of it. */
final class Audit {

    /** Session variable with the number of the connection and whether a person types. */
    static final String WHO = "skep.who";

    private static final Logger LOG = LoggerFactory.getLogger("io.skep.audit");

    private Audit() {}

    /** To be called before the change, so that the line is there whatever comes of it. */
    static void record(CommandSession session, String command, Object target) {
        LOG.info("{} {} by {}", command, target, who(session));
    }

    /** Makes a change between two lines of the log. */
    static <T> T around(CommandSession session, String command, Object target, Supplier<T> change) {
        record(session, command, target);
        try {
            T made = change.get();
            LOG.info("{} {} by {}: done", command, target, who(session));
            return made;
        } catch (RuntimeException e) {
            LOG.info("{} {} by {}: failed: {}", command, target, who(session), e.getMessage());
            throw e;
        }
    }

    private static Object who(CommandSession session) {
        Object who = session == null ? null : session.get(WHO);
        return who == null ? "another shell" : who;
    }
}
