package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SkepException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jars that bundles are installed and updated from: each is copied in under its digest before anything else happens to it, so that nobody
 * can change it under the framework. A file of the store is never written over.
 */
public final class JarStore {

    /** The largest jar that is taken. */
    public static final int MOST_BYTES = 64 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(JarStore.class);
    private static final long MOST_UNPACKED = 1L << 30;
    private static final String JAR = ".jar";
    private static final String PART = ".part";

    private final Path folder;
    private final InstantSource clock;

    public JarStore(Path folder) {
        this(folder, InstantSource.system());
    }

    /** @param clock the one of the file system */
    JarStore(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Something that writes a jar. */
    private interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Copies a jar into the store.
     *
     * @param origin where it comes from, for people
     * @throws SkepException {@code TOO_LARGE}, {@code NO_BUNDLE}, {@code STORE_FAILED}
     */
    public StoredJar put(InputStream jar, String origin) {
        return store(origin, out -> copy(jar, out, origin));
    }

    /**
     * Keeps what an installed bundle consists of now, rebuilt from its own entries.
     *
     * @throws SkepException {@code STORE_FAILED}, {@code TOO_LARGE}
     */
    public StoredJar keep(Bundle bundle) {
        return store(
                "the installed " + bundle.getSymbolicName() + " " + bundle.getVersion(),
                out -> BundleEntries.write(bundle, out));
    }

    private StoredJar store(String origin, Source source) {
        Path part = null;
        try {
            Files.createDirectories(folder);
            part = Files.createTempFile(folder, "incoming", PART);
            String digest = write(part, source);
            if (Files.size(part) > MOST_BYTES) {
                throw tooLarge(origin);
            }
            Path file = folder.resolve(digest + JAR);
            StoredJar jar = describe(part, file, digest, origin);
            if (Files.exists(file)) {
                Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            } else {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return jar;
        } catch (IOException e) {
            throw new SkepException(
                    DeployError.STORE_FAILED,
                    "The jar from " + origin + " could not be copied into " + folder + ": " + Reasons.of(e) + ".",
                    e);
        } finally {
            delete(part);
        }
    }

    private static String write(Path file, Source source) throws IOException {
        MessageDigest digest = sha256();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), digest)) {
            source.writeTo(out);
            out.flush();
            channel.force(true);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void copy(InputStream in, OutputStream out, String origin) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long copied = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            copied += count;
            if (copied > MOST_BYTES) {
                throw tooLarge(origin);
            }
            out.write(buffer, 0, count);
        }
    }

    private static SkepException tooLarge(String origin) {
        return new SkepException(
                DeployError.TOO_LARGE,
                "The jar from " + origin + " was not taken: it is larger than " + (MOST_BYTES >> 20) + " MiB.");
    }

    private static StoredJar describe(Path part, Path file, String digest, String origin) throws IOException {
        Optional<String> fault = fault(part);
        if (fault.isPresent()) {
            throw new SkepException(
                    DeployError.NO_BUNDLE, "The jar from " + origin + " is no bundle: " + fault.get() + ".");
        }
        try (JarFile jar = new JarFile(part.toFile(), false)) {
            Attributes main = jar.getManifest().getMainAttributes();
            String version = main.getValue(Constants.BUNDLE_VERSION);
            return new StoredJar(file, digest, symbolicName(main), Version.parseVersion(version), origin);
        } catch (IllegalArgumentException e) {
            throw new SkepException(
                    DeployError.NO_BUNDLE, "The jar from " + origin + " is no bundle: " + Reasons.of(e) + ".", e);
        }
    }

    /**
     * Why a file is no whole jar, without full stop: each of its entries is read. Empty if it is one.
     *
     * @throws java.nio.file.NoSuchFileException if it has gone
     */
    static Optional<String> damage(Path file) throws IOException {
        long size = Files.size(file);
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            long unpacked = 0;
            for (JarEntry entry : jar.stream().toList()) {
                CRC32 crc = new CRC32();
                try (InputStream in = new CheckedInputStream(jar.getInputStream(entry), crc)) {
                    unpacked += in.skip(MOST_UNPACKED);
                }
                if (unpacked >= MOST_UNPACKED) {
                    return Optional.of("it unpacks to more than " + (MOST_UNPACKED >> 20) + " MiB");
                }
                if (!entry.isDirectory() && entry.getCrc() != crc.getValue()) {
                    return Optional.of("its entry " + entry.getName() + " is damaged");
                }
            }
            return Optional.empty();
        } catch (ZipException | EOFException e) {
            return Optional.of("it is no jar (" + (size == 0 ? "it is empty" : Reasons.of(e)) + ")");
        }
    }

    /** Why a whole jar is no bundle, without full stop; empty if it is one. */
    static Optional<String> missing(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                return Optional.of("it has no manifest");
            }
            return symbolicName(manifest.getMainAttributes()).isEmpty()
                    ? Optional.of("its manifest has no Bundle-SymbolicName")
                    : Optional.empty();
        }
    }

    private static String symbolicName(Attributes main) {
        String header = main.getValue(Constants.BUNDLE_SYMBOLICNAME);
        return header == null ? "" : header.split(";", 2)[0].strip();
    }

    /**
     * Why a file is no bundle, without full stop; empty if it is one.
     *
     * @throws java.nio.file.NoSuchFileException if it has gone
     */
    static Optional<String> fault(Path file) throws IOException {
        Optional<String> damage = damage(file);
        return damage.isPresent() ? damage : missing(file);
    }

    /** A jar that was put here before, for example by an earlier run. */
    public Optional<StoredJar> find(String sha256) {
        Path file = folder.resolve(sha256 + JAR);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(describe(file, file, sha256, "the store of jars"))
                    : Optional.empty();
        } catch (IOException | SkepException e) {
            LOG.debug("{} not read: {}", file, e.toString());
            return Optional.empty();
        }
    }

    /**
     * Deletes jars that nobody needs any more, and what was left half copied.
     *
     * @param needed digests of those that stay
     * @param before only what was put here before this time; what is younger may be on its way into the framework
     */
    public void prune(Set<String> needed, Instant before) {
        if (Files.notExists(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{jar,part}")) {
            for (Path file : files) {
                boolean old = Files.getLastModifiedTime(file).toInstant().isBefore(before);
                if (old && !needed.contains(file.getFileName().toString().replace(JAR, ""))) {
                    delete(file);
                }
            }
        } catch (IOException e) {
            LOG.debug("old jars in {} not deleted: {}", folder, e.toString());
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.debug("{} not deleted: {}", file, e.toString());
        }
    }
}
