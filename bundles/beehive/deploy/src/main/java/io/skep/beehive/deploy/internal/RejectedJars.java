package io.skep.beehive.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file with the digests of the jars whose update was taken back, so that the deploy folder does not try them again at each start. */
final class RejectedJars {

    private static final Logger LOG = LoggerFactory.getLogger(RejectedJars.class);
    private static final int MOST = 200;

    private final Path file;
    private final Set<String> digests = new LinkedHashSet<>();

    RejectedJars(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                digests.addAll(Files.readAllLines(file));
            }
        } catch (IOException e) {
            LOG.warn("record of rejected jars not read: {}", Reasons.of(e));
        }
    }

    synchronized boolean contains(StoredJar jar) {
        return digests.contains(jar.sha256());
    }

    synchronized void add(String sha256) {
        digests.remove(sha256);
        digests.add(sha256);
        write();
    }

    /** It has proved itself after all. */
    synchronized void remove(String sha256) {
        if (digests.remove(sha256)) {
            write();
        }
    }

    private void write() {
        List<String> newest = new ArrayList<>(digests);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.getParent());
            Files.write(part, newest.subList(Math.max(0, newest.size() - MOST), newest.size()));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("record of rejected jars not written: {}", Reasons.of(e));
        }
    }
}
