package io.skep.distributions.launcher.log;

import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogService;
import org.osgi.service.log.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The OSGi log service over slf4j, so that components, configuration and the deploy folder log as everything else does. */
@SuppressWarnings("deprecation")
public final class OsgiLog implements LogService {

    @Override
    public Logger getLogger(String name) {
        return OsgiLogger.of(name);
    }

    @Override
    public Logger getLogger(Class<?> type) {
        return OsgiLogger.of(type.getName());
    }

    @Override
    public <L extends Logger> L getLogger(String name, Class<L> type) {
        return type.cast(OsgiLogger.of(name));
    }

    @Override
    public <L extends Logger> L getLogger(Class<?> clazz, Class<L> type) {
        return getLogger(clazz.getName(), type);
    }

    @Override
    public <L extends Logger> L getLogger(Bundle bundle, String name, Class<L> type) {
        return getLogger(name, type);
    }

    @Override
    public void log(int level, String message) {
        log(null, level, message, null);
    }

    @Override
    public void log(int level, String message, Throwable exception) {
        log(null, level, message, exception);
    }

    @Override
    public void log(ServiceReference<?> reference, int level, String message) {
        log(reference, level, message, null);
    }

    @Override
    public void log(ServiceReference<?> reference, int level, String message, Throwable exception) {
        Bundle bundle = reference == null ? null : reference.getBundle();
        org.slf4j.Logger logger = LoggerFactory.getLogger(bundle == null ? "osgi" : bundle.getSymbolicName());
        Level slf4j = switch (level) {
            case LOG_ERROR -> Level.ERROR;
            case LOG_WARNING -> Level.WARN;
            case LOG_INFO -> Level.INFO;
            default -> Level.DEBUG;
        };
        Explanation.log(logger, slf4j, message, exception);
    }
}
