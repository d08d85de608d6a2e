package io.skep.distributions.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Where log lines go: all to {@code log/NAME.log} (five files of 8 MB at most), warnings and the launcher's own lines also to the console.
 * Built without logback's XML reader, which would cost a tenth of the start. Levels come from {@code conf/logging.properties}: {@code
 * level=INFO}, {@code level.<logger>=DEBUG}, {@code console=WARN}.
 */
public final class Logging {

    /** Selects our provider before the first logger is made. */
    public static final String PROVIDER_PROPERTY = "slf4j.provider";

    private static final int OLD_FILES = 4;
    private static final long FILE_BYTES = 8L << 20;

    private Logging() {}

    /** Makes slf4j use {@link SkepServiceProvider}; to be called before anything logs. */
    public static void select() {
        System.setProperty(PROVIDER_PROPERTY, SkepServiceProvider.class.getName());
        System.setProperty("slf4j.internal.verbosity", "WARN");
    }

    /** The logger of what was changed by hand, which no level silences. */
    static final String AUDIT = "io.skep.audit";

    /** Attaches file and console to the root logger and sets the levels. */
    public static void configure(LoggerContext context, Path file, Path settings) {
        Properties levels = read(settings);
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.setLevel(Level.toLevel(levels.getProperty("level"), Level.INFO));
        root.addAppender(file(context, file));
        root.addAppender(console(context, Level.toLevel(levels.getProperty("console"), Level.WARN)));
        for (String key : levels.stringPropertyNames()) {
            if (key.startsWith("level.")) {
                context.getLogger(key.substring("level.".length())).setLevel(Level.toLevel(levels.getProperty(key)));
            }
        }
        context.getLogger(AUDIT).setLevel(Level.INFO);
    }

    private static Properties read(Path settings) {
        Properties levels = new Properties();
        if (Files.isReadable(settings)) {
            try (Reader reader = Files.newBufferedReader(settings)) {
                levels.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                System.err.println("logging settings " + settings + " not read: " + e);
            }
        }
        return levels;
    }

    private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, Path file) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setName("file");
        appender.setFile(file.toString());
        appender.setEncoder(started(context, new LogfmtEncoder()));
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(file + ".%i");
        rolling.setMinIndex(1);
        rolling.setMaxIndex(OLD_FILES);
        rolling.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(FILE_BYTES));
        size.start();
        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(size);
        appender.start();
        return appender;
    }

    /** To the process's own output: {@code System.out} is the client's on threads of the shell. */
    private static OutputStreamAppender<ILoggingEvent> console(LoggerContext context, Level threshold) {
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setName("console");
        appender.setEncoder(started(context, new ConsoleEncoder()));
        appender.setOutputStream(new FileOutputStream(FileDescriptor.out));
        appender.addFilter(new ConsoleFilter(threshold));
        appender.start();
        return appender;
    }

    private static Encoder<ILoggingEvent> started(LoggerContext context, Encoder<ILoggingEvent> encoder) {
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
