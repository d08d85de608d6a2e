package io.skep.beehive.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.Version;

/**
 * A bundle's jar in the store; its file never changes.
 *
 * @param file named by the digest
 * @param sha256 digest of the bytes in lower-case hex digits
 * @param origin where it came from, for people
 */
public record StoredJar(Path file, String sha256, String symbolicName, Version version, String origin) {

    /** Its bytes, from the beginning. */
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }
}
