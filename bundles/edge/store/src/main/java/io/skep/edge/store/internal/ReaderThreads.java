package io.skep.edge.store.internal;

import io.skep.beehive.api.SkepException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few threads with a connection each that see the last commit. */
final class ReaderThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReaderThreads.class);
    private static final int MAX_WAITING = 4096;

    private final Job<Void> end = new Job<>("end", connection -> null);
    private final Path file;
    private final WriterThread writer;
    private final LinkedBlockingQueue<Job<?>> queue = new LinkedBlockingQueue<>(MAX_WAITING);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    ReaderThreads(Path file, int count, WriterThread writer) {
        this.file = file;
        this.writer = writer;
        for (int i = 1; i <= count; i++) {
            threads.add(Thread.ofPlatform().name("store-reader-" + i).daemon().start(() -> new Reader().loop()));
        }
    }

    <T> Job<T> submit(String doing, Sql<T> work) throws InterruptedException {
        if (closed) {
            throw Failures.closed(file);
        }
        Job<T> job = new Job<>(doing, work);
        queue.put(job);
        if (closed && queue.remove(job)) {
            throw Failures.closed(file);
        }
        return job;
    }

    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        try {
            for (int i = 0; i < threads.size(); i++) {
                interrupted |= !queue.offer(end, 1, TimeUnit.SECONDS);
            }
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        List<Job<?>> left = new ArrayList<>();
        queue.drainTo(left);
        left.forEach(job -> job.fail(Failures.closed(file)));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** State of one thread. */
    private final class Reader {
        private Connection connection;

        void loop() {
            while (true) {
                try {
                    Job<?> job = queue.take();
                    if (job == end) {
                        break;
                    }
                    run(job);
                } catch (InterruptedException e) {
                    LOG.debug("reader goes on: only close ends it");
                }
            }
            closeConnection();
        }

        private void run(Job<?> job) throws InterruptedException {
            try {
                job.run(open());
                job.succeed();
            } catch (SQLException e) {
                closeConnection();
                job.fail(Failures.of(file, job.doing(), e));
            } catch (RuntimeException e) {
                job.fail(e);
            }
        }

        private Connection open() throws SQLException, InterruptedException {
            if (connection == null) {
                awaitFile();
                Connection fresh = DatabaseFile.connect(file, true);
                Schema.openReader(fresh);
                connection = fresh;
            }
            return connection;
        }

        /** The writer makes the file and its tables. */
        private void awaitFile() throws InterruptedException, SkepException {
            writer.submit("open", open -> null).await();
        }

        private void closeConnection() {
            if (connection == null) {
                return;
            }
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("closing a reader of {}", file, e);
            }
            connection = null;
        }
    }
}
