package io.skep.demo.hello;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class HelloTest {

    @TempDir
    Path dir;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Hello.class);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(appender);
    }

    private String next() throws InterruptedException {
        return lines.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void greetsShowsItsVolumeAndLives() throws Exception {
        Files.writeString(dir.resolve("motto.txt"), "Bees never hurry.\n");
        Hello hello = new Hello(
                Map.of("env.GREETING", "good morning", "volume.v./etc/v", dir.toString()), Duration.ofMillis(1));
        assertThat(next()).isEqualTo("good morning");
        assertThat(next()).isEqualTo("motto.txt: Bees never hurry.");
        assertThat(next()).isEqualTo("still here, heartbeat 1");
        hello.stop();
        assertThat(lines).last().isEqualTo("goodbye");
    }

    @Test
    void tellsWhenItWasGivenNothing() throws Exception {
        new Hello(Map.of("volume.v./etc/v", dir.resolve("none").toString()), Duration.ofDays(1)).stop();
        assertThat(next()).startsWith("hello; set GREETING");
        assertThat(next()).contains("not read");
    }
}
