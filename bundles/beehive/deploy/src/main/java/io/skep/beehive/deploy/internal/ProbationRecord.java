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
    private final Map<String, String> good = new HashMap<>();

    ProbationRecord(Path file) {
        this.file = file;
    }

    /** The digests by the locations of the bundles. */
    Map<String, String> read() {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                properties.load(in);
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("record of updates on probation not read, they count as good: {}", Reasons.of(e));
            }
        }
        Map<String, String> left = new HashMap<>();
        properties.stringPropertyNames().forEach(location -> left.put(location, properties.getProperty(location)));
        return left;
    }

    synchronized void add(Bundle bundle, StoredJar old) {
        good.put(bundle.getLocation(), old.sha256());
        write();
    }

    synchronized void remove(Bundle bundle) {
        if (good.remove(bundle.getLocation()) != null) {
            write();
        }
    }

    synchronized void clear() {
        good.clear();
        write();
    }

    private void write() {
        try {
            if (good.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            Properties properties = new Properties();
            properties.putAll(good);
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
