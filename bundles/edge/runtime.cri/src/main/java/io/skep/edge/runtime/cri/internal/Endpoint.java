package io.skep.edge.runtime.cri.internal;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the engine listens.
 *
 * @param address as configured; empty when no engine is wanted
 */
record Endpoint(String address) {

    private static final String SCHEME = "unix://";
    private static final int LONGEST = 107;

    /** No engine is to be used. */
    boolean isEmpty() {
        return address.isBlank();
    }

    /** The address names a file that can be a socket. */
    boolean isSocket() {
        return text().startsWith("/") && text().length() <= LONGEST && text().indexOf('\0') < 0;
    }

    Path path() {
        return Path.of(text());
    }

    /** The engine may be listening there. */
    boolean exists() {
        return isSocket() && Files.exists(path());
    }

    private String text() {
        return address.startsWith(SCHEME) ? address.substring(SCHEME.length()) : address;
    }

    @Override
    public String toString() {
        return address;
    }
}
