package io.skep.edge.runtime.osgi.internal;

import io.skep.edge.runtime.RuntimeFailure;
import io.skep.edge.runtime.osgi.internal.BundleImage.Named;
import io.skep.edge.runtime.osgi.internal.BundleImage.Remote;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Version;

/** The bundles that can be started: those of the distribution's folders and those downloaded. */
final class BundleImages {

    static final long MAX_BYTES = 64L << 20;

    private static final int MAX_FILES = 2000;
    private static final Duration DOWNLOAD_TIME = Duration.ofMinutes(5);

    /** Opens a download; for tests without a network. */
    interface Source {
        InputStream open(URI address) throws IOException, InterruptedException;
    }

    /** What a jar's manifest says. */
    record Identity(String symbolicName, Version version) {}

    private record Stamp(Path file, long size, long modified) {}

    private final List<Path> folders;
    private final Path downloads;
    private final Source source;
    private final Map<Stamp, Optional<Identity>> known = new ConcurrentHashMap<>();

    BundleImages(List<Path> folders, Path downloads, Source source) {
        this.folders = List.copyOf(folders);
        this.downloads = downloads;
        this.source = source;
    }

    static Source https() {
        return address -> {
            HttpClient client = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(30))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
            HttpResponse<InputStream> answer = client.send(
                    HttpRequest.newBuilder(address).timeout(DOWNLOAD_TIME).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                answer.body().close();
                throw new IOException("the server answers " + answer.statusCode());
            }
            return answer.body();
        };
    }

    /** The file of an image, if it is here. */
    Optional<Path> find(String image) {
        return switch (BundleImage.parse(image)) {
            case Named named -> findNamed(named);
            case Remote remote -> Optional.of(file(remote)).filter(Files::isRegularFile);
        };
    }

    /** Makes sure that the image is here. */
    void pull(String image) throws InterruptedException {
        if (find(image).isPresent()) {
            return;
        }
        switch (BundleImage.parse(image)) {
            case Named named ->
                throw new RuntimeFailure(
                        OsgiError.NO_SUCH_BUNDLE,
                        "ErrImagePull",
                        "The image " + image + " was not found: no jar in " + folders() + " is the bundle "
                                + named.symbolicName()
                                + named.version()
                                        .map(version -> " of version " + version)
                                        .orElse("") + ".");
            case Remote remote -> download(image, remote);
        }
    }

    private String folders() {
        return String.join(" or ", folders.stream().map(Path::toString).toList());
    }

    private Optional<Path> findNamed(Named named) {
        Path best = null;
        Version highest = null;
        for (Path folder : folders) {
            for (Stamp stamp : jars(folder)) {
                Optional<Identity> identity = known.computeIfAbsent(stamp, key -> identity(key.file()));
                if (identity.isPresent() && fits(identity.get(), named)) {
                    Version version = identity.get().version();
                    if (highest == null || version.compareTo(highest) > 0) {
                        highest = version;
                        best = stamp.file();
                    }
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean fits(Identity identity, Named named) {
        return identity.symbolicName().equals(named.symbolicName())
                && named.version().map(identity.version()::equals).orElse(true);
    }

    private static List<Stamp> jars(Path folder) {
        List<Stamp> stamps = new java.util.ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return stamps;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path file : files) {
                if (stamps.size() < MAX_FILES) {
                    stamps.add(new Stamp(
                            file,
                            Files.size(file),
                            Files.getLastModifiedTime(file).toMillis()));
                }
            }
        } catch (IOException e) {
            throw new RuntimeFailure(
                    OsgiError.NO_SUCH_BUNDLE,
                    "ErrImagePull",
                    "The folder " + folder + " cannot be read: " + e + ".",
                    e);
        }
        return stamps;
    }

    /** Symbolic name and version of a jar; empty when it is no bundle. */
    static Optional<Identity> identity(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String name = main.getValue("Bundle-SymbolicName");
            if (name == null || main.getValue("Fragment-Host") != null) {
                return Optional.empty();
            }
            int end = name.indexOf(';');
            return Optional.of(new Identity(
                    (end < 0 ? name : name.substring(0, end)).strip(),
                    Version.parseVersion(main.getValue("Bundle-Version"))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Path file(Remote remote) {
        return downloads.resolve(remote.sha256() + ".jar");
    }

    private void download(String image, Remote remote) throws InterruptedException {
        Path part = downloads.resolve(remote.sha256() + ".part");
        try {
            Files.createDirectories(downloads);
            try (InputStream in = source.open(remote.address())) {
                String found = copy(image, in, part);
                if (!found.equals(remote.sha256())) {
                    throw new RuntimeFailure(
                            OsgiError.WRONG_DIGEST,
                            "ErrImagePull",
                            "The image " + image + " was refused: the file has the sha256 " + found + ".");
                }
                Files.move(part, file(remote), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new RuntimeFailure(
                    OsgiError.DOWNLOAD_FAILED,
                    "ErrImagePull",
                    "The image " + image + " could not be downloaded: " + e.getMessage() + ".",
                    e);
        }
    }

    private static String copy(String image, InputStream in, Path part) throws IOException {
        MessageDigest digest = sha256();
        long deadline = System.nanoTime() + DOWNLOAD_TIME.toNanos();
        try (var out = Files.newOutputStream(part)) {
            byte[] block = new byte[64 << 10];
            long sum = 0;
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                sum += read;
                if (sum > MAX_BYTES) {
                    throw new RuntimeFailure(
                            OsgiError.TOO_LARGE,
                            "ErrImagePull",
                            "The image " + image + " was refused: it is larger than " + (MAX_BYTES >> 20) + " MiB.");
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException("it took longer than " + DOWNLOAD_TIME.toMinutes() + " minutes");
                }
                digest.update(block, 0, read);
                out.write(block, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Digest of a file, for the status of containers. */
    static String digest(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[64 << 10];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
