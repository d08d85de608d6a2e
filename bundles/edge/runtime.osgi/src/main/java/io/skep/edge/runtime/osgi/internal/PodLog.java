package io.skep.edge.runtime.osgi.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes what a container's bundle logs to the pod's log file, in CRI's format: time, stream, {@code F} (or {@code P} for a part of a long
 * line), text. Warnings and errors are the stream stderr. A full file is renamed to {@code .1}, that to {@code .2} and so on; five are kept.
 */
final class PodLog extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private static final int FILES = 5;
    private static final int MAX_LINE = 16 << 10;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);

    private final ReentrantLock lock = new ReentrantLock();
    private final Logger logger;
    private final Path file;
    private final long maxBytes;
    private OutputStream out;
    private long written;

    private PodLog(Logger logger, Path file, long maxBytes) {
        this.logger = logger;
        this.file = file;
        this.maxBytes = maxBytes;
    }

    /** Takes over what is logged below this name until it is stopped. */
    static PodLog attach(LoggerContext context, String name, Path file, long maxBytes) throws IOException {
        Logger logger = context.getLogger(name);
        PodLog log = new PodLog(logger, file, maxBytes);
        log.setContext(context);
        log.setName(name);
        log.open();
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        return log;
    }

    /** A line of the runtime itself about this container. */
    void tell(String text) {
        write(Instant.now(), "stderr", text);
    }

    @Override
    protected void append(ILoggingEvent event) {
        String stream = event.getLevel().isGreaterOrEqual(Level.WARN) ? "stderr" : "stdout";
        IThrowableProxy failure = event.getThrowableProxy();
        String text = event.getFormattedMessage();
        write(
                event.getInstant(),
                stream,
                failure == null
                        ? text
                        : text + "\n" + ThrowableProxyUtil.asString(failure).stripTrailing());
    }

    private void write(Instant time, String stream, String text) {
        StringBuilder lines = new StringBuilder(text.length() + 64);
        String start = TIME.format(time) + " " + stream + " ";
        for (String line : text.split("\r?\n", -1)) {
            int from = 0;
            while (line.length() - from > MAX_LINE) {
                lines.append(start)
                        .append("P ")
                        .append(line, from, from + MAX_LINE)
                        .append('\n');
                from += MAX_LINE;
            }
            lines.append(start).append("F ").append(line, from, line.length()).append('\n');
        }
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            if (written > 0 && written + bytes.length > maxBytes) {
                rotate();
            }
            out.write(bytes);
            written += bytes.length;
        } catch (IOException e) {
            addError("pod log " + file + " not written", e);
        } finally {
            lock.unlock();
        }
    }

    private void rotate() throws IOException {
        out.close();
        for (int i = FILES - 1; i >= 1; i--) {
            Path from = i == 1 ? file : old(i - 1);
            if (Files.exists(from)) {
                Files.move(from, old(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        open();
    }

    private Path old(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private void open() throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        written = Files.size(file);
    }

    /** What is logged from now on goes to the agent's own log. */
    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        logger.detachAppender(this);
        if (!logger.iteratorForAppenders().hasNext()) {
            logger.setAdditive(true);
        }
        super.stop();
        lock.lock();
        try {
            out.close();
        } catch (IOException e) {
            addError("pod log " + file + " not closed", e);
        } finally {
            lock.unlock();
        }
    }
}
