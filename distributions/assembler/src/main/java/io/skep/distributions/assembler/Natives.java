package io.skep.distributions.assembler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Takes SQLite's library out of its jar, so that a start need not: that costs 100 ms and a process each time. Where the file does not fit (another
 * system, another C library) SQLite's driver still takes it out of the jar by itself.
 */
final class Natives {

    private static final String NAME = "libsqlitejdbc.so";

    /** Folders of the jar by the name that {@code uname -m} has for the machine. */
    private static final Map<String, String> FOLDERS =
            Map.of("x86_64", "org/sqlite/native/Linux/x86_64/", "aarch64", "org/sqlite/native/Linux/aarch64/");

    private Natives() {}

    /** Writes {@code folder/MACHINE/libsqlitejdbc.so} for each machine if the jar has it. */
    static void unpack(Path jar, Path folder) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (Map.Entry<String, String> machine : FOLDERS.entrySet()) {
                ZipEntry entry = zip.getEntry(machine.getValue() + NAME);
                if (entry != null) {
                    Path target = Files.createDirectories(folder.resolve(machine.getKey()));
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, target.resolve(NAME));
                    }
                }
            }
        }
    }
}
