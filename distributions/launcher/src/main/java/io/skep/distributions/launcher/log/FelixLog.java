package io.skep.distributions.launcher.log;

import org.apache.felix.framework.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What the framework itself says, over slf4j. */
public final class FelixLog extends Logger {

    private final org.slf4j.Logger target = LoggerFactory.getLogger("org.apache.felix.framework");

    @Override
    protected void doLog(
            Bundle bundle,
            @SuppressWarnings("rawtypes") ServiceReference sr,
            int level,
            String msg,
            Throwable throwable) {
        doLog(level, msg, throwable);
    }

    @Override
    protected void doLog(int level, String msg, Throwable throwable) {
        Level slf4j = switch (level) {
            case LOG_ERROR -> Level.ERROR;
            case LOG_WARNING -> Level.WARN;
            case LOG_INFO -> Level.INFO;
            default -> Level.DEBUG;
        };
        Explanation.log(target, slf4j, msg, throwable);
    }
}
