package io.skep.distributions.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.skep.distributions.launcher.FrameworkSettings;
import io.skep.distributions.launcher.TestBundles;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.felix.framework.Felix;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.slf4j.LoggerFactory;

class PodLoggersTest {

    private static final String UID = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";

    @TempDir
    Path temp;

    @BeforeAll
    static void selectProvider() {
        Logging.select();
    }

    @Test
    void whatAPodsBundleLogsGoesToTheLoggerOfItsContainer() throws BundleException, InterruptedException {
        ListAppender<ILoggingEvent> ofThePod = appender("skep.pod." + UID + ".main");
        ListAppender<ILoggingEvent> ofOthers = appender("app");
        Map<String, Object> settings = new HashMap<>(FrameworkSettings.common(temp));
        settings.put("felix.log.level", "0");
        Framework framework = new Felix(settings);
        framework.start();
        start(framework, "pod:" + UID + "/main");
        start(framework, "feature:other");
        framework.stop();
        framework.waitForStop(10_000);

        assertThat(ofThePod.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("hello from pod:" + UID + "/main", "bye");
        assertThat(ofThePod.list.getFirst().getLoggerName()).isEqualTo("skep.pod." + UID + ".main.app.Main");
        assertThat(ofOthers.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("hello from feature:other", "bye");
    }

    private static void start(Framework framework, String location) throws BundleException {
        byte[] jar = TestBundles.jar(
                Map.of(
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        "app",
                        "Bundle-Activator",
                        LoggingActivator.class.getName(),
                        "Import-Package",
                        "org.osgi.framework,org.slf4j"),
                LoggingActivator.class);
        framework
                .getBundleContext()
                .installBundle(location, new ByteArrayInputStream(jar))
                .start();
    }

    private static ListAppender<ILoggingEvent> appender(String logger) {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        ((PodLoggers) LoggerFactory.getILoggerFactory())
                .context()
                .getLogger(logger)
                .addAppender(appender);
        return appender;
    }
}
