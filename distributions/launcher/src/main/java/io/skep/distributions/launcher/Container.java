package io.skep.distributions.launcher;

import io.skep.distributions.launcher.log.Explanation;
import io.skep.distributions.launcher.log.FelixLog;
import io.skep.distributions.launcher.log.LogLevels;
import io.skep.distributions.launcher.log.OsgiLog;
import io.skep.distributions.launcher.log.PodLoggers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.log.LogService;
import org.osgi.service.log.admin.LoggerAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running OSGi framework with the bundles of a feature set. */
final class Container {

    private static final Logger LOG = LoggerFactory.getLogger(Container.class);

    private final Framework framework;

    private Container(Framework framework) {
        this.framework = framework;
    }

    /** Makes the framework, brings its bundles in line with the features and starts them; returns when all have been asked to start. */
    static Container start(LaunchOptions options, FeatureChoice choice, Path socket) {
        FeatureSet features = choice.read();
        Map<String, Object> settings = new HashMap<>(FrameworkSettings.of(options, features, socket));
        settings.put("felix.log.logger", new FelixLog());
        Framework framework = new Felix(settings);
        try {
            framework.init(Container::report);
            framework.getBundleContext().addFrameworkListener(Container::report);
            framework.getBundleContext().addFrameworkListener(new Refreshes());
            framework
                    .getBundleContext()
                    .registerService(
                            new String[] {LogService.class.getName(), org.osgi.service.log.LoggerFactory.class.getName()
                            },
                            new OsgiLog(),
                            null);
            framework
                    .getBundleContext()
                    .registerService(
                            LoggerAdmin.class,
                            new LogLevels(((PodLoggers) LoggerFactory.getILoggerFactory()).context()),
                            null);
            FeatureUrls.register(framework.getBundleContext(), choice);
            List<Feature.Entry> bundles = features.bundles();
            BundleStock.Change change = new BundleStock(
                            framework.getBundleContext(),
                            choice::jar,
                            options.dir().resolve("felix-cache/features.properties"))
                    .apply(bundles);
            setStartLevels(framework, bundles);
            choice.note(features);
            LOG.debug("bundles in line with the features: {}", change);
            framework.start();
            return new Container(framework);
        } catch (BundleException e) {
            throw new LauncherException(
                    LauncherError.FRAMEWORK_FAILED, "The OSGi framework did not start: " + e.getMessage() + ".", e);
        }
    }

    private static void setStartLevels(Framework framework, List<Feature.Entry> bundles) {
        for (Feature.Entry entry : bundles) {
            BundleStartLevel level = framework
                    .getBundleContext()
                    .getBundle(BundleStock.location(entry))
                    .adapt(BundleStartLevel.class);
            if (level.getStartLevel() != entry.startOrder()) {
                level.setStartLevel(entry.startOrder());
            }
        }
    }

    private static void report(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            Explanation.log(
                    LOG, org.slf4j.event.Level.ERROR, "bundle " + event.getBundle() + " failed", event.getThrowable());
        } else if (event.getType() == FrameworkEvent.WARNING) {
            Explanation.log(
                    LOG, org.slf4j.event.Level.WARN, "bundle " + event.getBundle() + " warns", event.getThrowable());
        }
    }

    /** Symbolic names of the bundles that should run and do not. */
    List<String> notActive() {
        List<String> names = new ArrayList<>();
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
            boolean wanted = bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
            if (!fragment && wanted && !Set.of(Bundle.ACTIVE, Bundle.STARTING).contains(bundle.getState())) {
                names.add(bundle.getSymbolicName());
            }
        }
        return names;
    }

    int size() {
        return framework.getBundleContext().getBundles().length;
    }

    /** Stops the bundles in reverse start order. */
    void stop() {
        try {
            framework.stop();
        } catch (BundleException e) {
            LOG.error("framework not stopped", e);
        }
    }

    /** Waits until the framework has stopped, for whatever reason. */
    void await() throws InterruptedException {
        framework.waitForStop(0);
    }
}
