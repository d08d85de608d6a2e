package io.skep.demo.hello;

import static org.osgi.service.component.annotations.ConfigurationPolicy.REQUIRE;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The smallest bundle that runs as a pod: it logs a greeting from its environment, the files of its volumes, and that it still lives. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.skep.pod",
        configurationPolicy = REQUIRE)
public final class Hello {

    private static final Logger LOG = LoggerFactory.getLogger(Hello.class);
    private static final int MAX_BYTES = 4096;

    private final Thread heart;

    /** @param settings {@code env.NAME} for each variable, {@code volume.NAME.PATH} for each mounted volume with its folder on this machine */
    @Activate
    public Hello(Map<String, Object> settings) {
        this(settings, Duration.ofSeconds(10));
    }

    Hello(Map<String, Object> settings, Duration pause) {
        LOG.info("{}", settings.getOrDefault("env.GREETING", "hello; set GREETING in the pod to hear something else"));
        new TreeMap<>(settings).forEach((key, value) -> {
            if (key.startsWith("volume.")) {
                show(Path.of(String.valueOf(value)));
            }
        });
        heart = Thread.ofVirtual().name("hello").start(() -> beat(pause));
    }

    private static void show(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES) {
                    LOG.info(
                            "{}: {}", file.getFileName(), Files.readString(file).strip());
                }
            }
        } catch (IOException e) {
            LOG.warn("volume {} not read: {}", folder, e.toString());
        }
    }

    private static void beat(Duration pause) {
        try {
            for (long beats = 1; ; beats++) {
                Thread.sleep(pause);
                LOG.info("still here, heartbeat {}", beats);
            }
        } catch (InterruptedException e) {
            LOG.info("goodbye");
        }
    }

    @Deactivate
    void stop() throws InterruptedException {
        heart.interrupt();
        heart.join(Duration.ofSeconds(2));
    }
}
