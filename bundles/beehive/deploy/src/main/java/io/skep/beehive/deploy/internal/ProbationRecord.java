package io.skep.beehive.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with the bundles whose new version is not proved, and the digests of their old ones: what is in it at the start was not proved when the process
 * ended without being stopped.
 */
final class ProbationRecord {

    private static final Logger LOG = LoggerFactory.getLogger(ProbationRecord.class);

    private final Path file;
    private final Map<String, Entry> entries = new HashMap<>();

    ProbationRecord(Path file) {
        this.file = file;
    }

    /**
     * One update.
     *
     * @param good digest of what the bundle consisted of
     * @param next digest of what it is to consist of
     * @param changed when the framework made it so, 0 while that is not done
     */
    record Entry(String good, String next, long changed) {

        /** Whether nobody has changed the bundle since. */
        boolean isIn(Bundle bundle) {
            return changed == 0 || bundle.getLastModified() == changed;
        }

        private String text() {
            return good + " " + next + " " + changed;
        }

        private static Entry of(String text) {
            String[] words = text.split(" ", 3);
            return new Entry(words[0], words[1], Long.parseLong(words[2]));
        }
    }

    /** What an earlier process has left, by the locations of the bundles. */
    Map<String, Entry> read() {
        Map<String, Entry> left = new HashMap<>();
        if (Files.notExists(file)) {
            return left;
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
            properties
                    .stringPropertyNames()
                    .forEach(location -> left.put(location, Entry.of(properties.getProperty(location))));
        } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            LOG.warn("record of updates on probation not read, they count as good: {}", Reasons.of(e));
            left.clear();
        }
        return left;
    }

    synchronized void begin(Trial trial) {
        entries.put(
                trial.bundle().getLocation(),
                new Entry(trial.good().sha256(), trial.next().sha256(), 0));
        write();
    }

    synchronized void made(Trial trial) {
        entries.computeIfPresent(
                trial.bundle().getLocation(),
                (_, entry) ->
                        new Entry(entry.good(), entry.next(), trial.bundle().getLastModified()));
        write();
    }

    synchronized void remove(Bundle bundle) {
        if (entries.remove(bundle.getLocation()) != null) {
            write();
        }
    }

    synchronized void clear() {
        entries.clear();
        write();
    }

    private void write() {
        try {
            if (entries.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            Properties properties = new Properties();
            entries.forEach((location, entry) -> properties.setProperty(location, entry.text()));
            Path part = file.resolveSibling(file.getFileName() + ".part");
            try (OutputStream out = Files.newOutputStream(part)) {
                properties.store(out, null);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("record of updates on probation not written: {}", Reasons.of(e));
        }
    }
}
