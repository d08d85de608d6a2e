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
 * Remembers which bundles the deploy folder has made, beyond a swap of this bundle and the end of the process. The framework's time of a bundle's
 * last change tells whether it is still what the folder has made of it.
 */
final class FolderRecord {

    private static final Logger LOG = LoggerFactory.getLogger(FolderRecord.class);

    private final Path file;

    FolderRecord(Path file) {
        this.file = file;
    }

    /**
     * One bundle of the folder.
     *
     * @param name of the file in the folder
     * @param sha256 of its bytes
     * @param changed when the framework last changed the bundle: after it was made, or before if that is not done
     * @param done whether it is made
     */
    record Entry(String name, String sha256, long changed, boolean done) {

        static Entry pending(String name, String sha256, Bundle bundle) {
            return new Entry(name, sha256, bundle.getLastModified(), false);
        }

        static Entry done(String name, String sha256, Bundle bundle) {
            return new Entry(name, sha256, bundle.getLastModified(), true);
        }

        /** Whether the bundle consists of this entry's file. */
        boolean isIn(Bundle bundle) {
            return done == (bundle.getLastModified() == changed);
        }

        private String text() {
            return (done ? "done " : "pending ") + changed + " " + sha256 + " " + name;
        }

        private static Entry of(String text) {
            String[] words = text.split(" ", 4);
            return new Entry(words[3], words[2], Long.parseLong(words[1]), words[0].equals("done"));
        }
    }

    /** The entries by the location of their bundles; none if there is no readable record. */
    Map<String, Entry> read() {
        Map<String, Entry> entries = new HashMap<>();
        if (Files.notExists(file)) {
            return entries;
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
            properties
                    .stringPropertyNames()
                    .forEach(location -> entries.put(location, Entry.of(properties.getProperty(location))));
        } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            LOG.warn("record of deployed bundles not read, they are deployed again: {}", Reasons.of(e));
            entries.clear();
        }
        return entries;
    }

    void write(Map<String, Entry> entries) {
        Properties properties = new Properties();
        entries.forEach((location, entry) -> properties.setProperty(location, entry.text()));
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                properties.store(out, null);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("record of deployed bundles not written: {}", Reasons.of(e));
        }
    }
}
