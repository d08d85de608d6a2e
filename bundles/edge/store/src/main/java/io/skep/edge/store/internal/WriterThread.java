package io.skep.edge.store.internal;

import io.skep.beehive.api.SkepException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only thread that writes. It commits together what has gathered while the commit before was under way. */
final class WriterThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WriterThread.class);
    private static final int MAX_GROUP = 256;
    private static final int MAX_WAITING = 4096;

    private final Job<Void> end = new Job<>("end", connection -> null);
    private final Path file;
    private final DatabaseFile database;
    private final LinkedBlockingQueue<Job<?>> queue = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Thread thread;
    private volatile boolean closed;
    private long rollbacks;
    private Connection connection;
    private String lastFailure = "";

    WriterThread(Path file, InstantSource clock) {
        this.file = file;
        this.database = new DatabaseFile(file, clock);
        this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::loop);
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

    long rollbacks() {
        return rollbacks;
    }

    private void loop() {
        openEarly();
        List<Job<?>> group = new ArrayList<>();
        boolean ended = false;
        while (!ended) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                continue;
            }
            queue.drainTo(group, MAX_GROUP - 1);
            ended = group.remove(end);
            if (!group.isEmpty()) {
                commit(group);
            }
            group.clear();
        }
        closeConnection();
    }

    /** So that a file which cannot be used is reported at the start and not with the first message. */
    private void openEarly() {
        try {
            open();
        } catch (SQLException e) {
            report(Failures.of(file, "open", e));
        } catch (SkepException e) {
            report(e);
        }
    }

    private void commit(List<Job<?>> group) {
        try {
            Connection open = open();
            for (Job<?> job : group) {
                runAlone(open, job);
            }
            open.commit();
            group.stream().filter(job -> !job.failed()).forEach(Job::succeed);
            recovered();
        } catch (SQLException e) {
            failAll(group, Failures.of(file, group.getFirst().doing(), e));
        } catch (SkepException e) {
            failAll(group, e);
        }
    }

    /** Work that fails takes back its own changes only. */
    private void runAlone(Connection open, Job<?> job) throws SQLException {
        Savepoint before = open.setSavepoint();
        try {
            job.run(open);
            open.releaseSavepoint(before);
        } catch (SQLException e) {
            takeBack(open, before, e);
            SkepException failure = Failures.of(file, job.doing(), e);
            report(failure);
            job.fail(failure);
        } catch (RuntimeException e) {
            takeBack(open, before, new SQLException(e));
            job.fail(e);
        }
    }

    /** A full disk makes SQLite roll back the whole transaction, savepoints included: then the group fails for the first reason. */
    private void takeBack(Connection open, Savepoint before, SQLException reason) throws SQLException {
        rollbacks++;
        try {
            open.rollback(before);
        } catch (SQLException gone) {
            reason.addSuppressed(gone);
            throw reason;
        }
    }

    private void failAll(List<Job<?>> group, SkepException failure) {
        rollbacks++;
        report(failure);
        group.stream().filter(job -> !job.failed()).forEach(job -> job.fail(failure));
        closeConnection();
    }

    private void report(SkepException failure) {
        if (!failure.getMessage().equals(lastFailure)) {
            lastFailure = failure.getMessage();
            LOG.error("store failed: {}", failure.line());
        }
    }

    private void recovered() {
        if (!lastFailure.isEmpty()) {
            lastFailure = "";
            LOG.info("store works again: {}", file);
        }
    }

    private Connection open() throws SQLException {
        if (connection != null) {
            return connection;
        }
        connection = database.open();
        return connection;
    }

    private void closeConnection() {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("closing {}", file, e);
        }
        connection = null;
    }

    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        try {
            interrupted = !queue.offer(end, 5, TimeUnit.SECONDS);
            thread.join(TimeUnit.SECONDS.toMillis(10));
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
}
