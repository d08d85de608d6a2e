package io.skep.beehive.deploy.internal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.zip.Deflater;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Bundle;

/**
 * Writes an installed bundle as a jar again: its own entries byte for byte, the manifest first. It asks the framework for nothing but the entries,
 * so it does not depend on how the framework keeps its copy. The same entries give the same jar.
 */
final class BundleEntries {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private BundleEntries() {}

    static void write(Bundle bundle, OutputStream out) throws IOException {
        Set<String> paths = new LinkedHashSet<>();
        paths.add(MANIFEST);
        collect(bundle, "/", paths);
        try (ZipOutputStream jar = new ZipOutputStream(new Open(out))) {
            jar.setLevel(Deflater.BEST_SPEED);
            for (String path : paths) {
                JarEntry entry = new JarEntry(path);
                entry.setTimeLocal(TIME);
                jar.putNextEntry(entry);
                copy(bundle, path, jar);
                jar.closeEntry();
            }
        }
    }

    private static void collect(Bundle bundle, String folder, Set<String> paths) {
        Enumeration<String> found = bundle.getEntryPaths(folder);
        if (found == null) {
            return;
        }
        for (String path : new TreeSet<>(Collections.list(found))) {
            if (paths.add(path) && path.endsWith("/")) {
                collect(bundle, path, paths);
            }
        }
    }

    private static void copy(Bundle bundle, String path, OutputStream out) throws IOException {
        URL entry = path.endsWith("/") ? null : bundle.getEntry(path);
        if (entry == null) {
            return;
        }
        try (InputStream in = entry.openStream()) {
            in.transferTo(out);
        }
    }

    /** Leaves the stream below open, which is its owner's. */
    private static final class Open extends FilterOutputStream {

        Open(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
