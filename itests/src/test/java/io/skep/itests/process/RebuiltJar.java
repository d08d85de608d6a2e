package io.skep.itests.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A shipped bundle as another build would make it: same classes, another version. */
final class RebuiltJar {

    private RebuiltJar() {}

    /** Writes it to a folder and returns the file. */
    static Path of(String distribution, String bundle, String version, Path folder) {
        Path shipped = Cluster.ROOT.resolve("distributions/" + distribution + "/target/" + distribution + "/bundle");
        Path file = folder.resolve(bundle + "-" + version + ".jar");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(shipped, bundle + "-[0-9]*.jar");
                JarInputStream in =
                        new JarInputStream(Files.newInputStream(jars.iterator().next()))) {
            Files.createDirectories(folder);
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                    out.closeEntry();
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
