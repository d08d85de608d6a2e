package io.skep.distributions.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {

    @TempDir
    Path temp;

    private Path jar(String... entries) throws Exception {
        Path jar = temp.resolve("a.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String entry : entries) {
                out.putNextEntry(new ZipEntry(entry));
                out.write(entry.getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    @Test
    void takesTheLibraryOfEachMachine() throws Exception {
        Path jar = jar(
                "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so",
                "org/sqlite/native/Linux/aarch64/libsqlitejdbc.so",
                "org/sqlite/native/Linux/arm/libsqlitejdbc.so");
        Natives.unpack(jar, temp.resolve("native"));
        assertThat(temp.resolve("native/x86_64/libsqlitejdbc.so")).content().contains("Linux/x86_64");
        assertThat(temp.resolve("native/aarch64/libsqlitejdbc.so")).content().contains("Linux/aarch64");
        assertThat(temp.resolve("native/arm")).doesNotExist();
    }

    @Test
    void makesNothingOfOtherJars() throws Exception {
        Natives.unpack(jar("META-INF/MANIFEST.MF"), temp.resolve("native"));
        assertThat(temp.resolve("native")).doesNotExist();
    }
}
