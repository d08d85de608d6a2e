package io.skep.distributions.launcher.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logback behind slf4j, for the launcher and every bundle: the packages are exported by the system bundle, so no service loader and no
 * weaving is needed in the framework. What a pod's bundle logs gets a logger of its own, see {@link PodLoggers}.
 */
public final class SkepServiceProvider implements SLF4JServiceProvider {

    private final LoggerContext context = new LoggerContext();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();
    private final ILoggerFactory loggers = new PodLoggers(context);

    @Override
    public void initialize() {
        context.setName("skep");
        context.setMDCAdapter(mdc);
        context.start();
    }

    /** The factory is a {@link PodLoggers}, which gives access to the context. */
    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return mdc;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }
}
