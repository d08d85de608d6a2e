package io.skep.beehive.deploy.internal;

import org.apache.felix.service.command.CommandSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of what was changed by hand, shared with beehive.shell by its name. */
public final class Audit {

    /** Variable of the session with who types. */
    private static final String WHO = "skep.who";

    private static final Logger LOG = LoggerFactory.getLogger("io.skep.audit");

    private Audit() {}

    /** To be called before the change, so that the line is there whatever comes of it. */
    public static void record(CommandSession session, String command, Object target) {
        Object who = session == null ? null : session.get(WHO);
        LOG.info("{} {} by {}", command, target, who == null ? "another shell" : who);
    }
}
