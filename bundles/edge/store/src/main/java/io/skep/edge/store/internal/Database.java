package io.skep.edge.store.internal;

import static org.osgi.service.component.annotations.ConfigurationPolicy.REQUIRE;

import io.skep.beehive.api.SkepException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The SQLite file: one platform thread that writes, two that read. Callers only wait. While the file cannot be opened every call throws the
 * reason, and a later call tries again.
 */
@Component(
        service = Database.class,
        configurationPid = "io.skep.edge.store",
        configurationPolicy = REQUIRE,
        immediate = true)
@Designate(ocd = StoreConfig.class)
public final class Database implements AutoCloseable {

    private static final int READERS = 2;

    private final OutboxLimits limits;
    private final WriterThread writer;
    private final ReaderThreads readers;

    @Activate
    public Database(StoreConfig config) {
        this(
                Path.of(config.dataSource()),
                new OutboxLimits(config.outboxMessages(), config.outboxMiB() * 1024L * 1024));
    }

    Database(Path file, OutboxLimits limits) {
        this.limits = limits;
        this.writer = new WriterThread(file, InstantSource.system());
        this.readers = new ReaderThreads(file, READERS, writer);
    }

    /** The same without a framework, with KubeEdge's defaults: for tests and tools. */
    public static Database open(Path file) {
        return new Database(file, new OutboxLimits(10_000, 64L * 1024 * 1024));
    }

    OutboxLimits limits() {
        return limits;
    }

    /**
     * Runs work in a transaction together with the work of other callers; returns after the commit.
     *
     * @throws SkepException when the work or the commit fails; nothing of the work is kept then
     */
    <T> T write(String doing, Sql<T> work) throws InterruptedException {
        return writer.submit(doing, work).await();
    }

    /** As {@link #write} without waiting for the outcome; a failure is logged. */
    void writeLater(String doing, Sql<?> work) throws InterruptedException {
        writer.submit(doing, work);
    }

    /** Reads the state of the last commit. */
    <T> T read(String doing, Sql<T> work) throws InterruptedException {
        return readers.submit(doing, work).await();
    }

    /** Rises with every rollback: what was derived from earlier writes is to be read again. Only for the writing thread. */
    long rollbacks() {
        return writer.rollbacks();
    }

    /** Ends after the work that was accepted. */
    @Deactivate
    @Override
    public void close() {
        writer.close();
        readers.close();
    }

    /** Bounds of the outbox. */
    record OutboxLimits(int entries, long bytes) {}
}
