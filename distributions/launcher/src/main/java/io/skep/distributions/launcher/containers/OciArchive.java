package io.skep.distributions.launcher.containers;

import io.skep.distributions.launcher.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Packs images as an OCI layout in a tar archive; the same images give the same bytes. */
final class OciArchive {

    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final String EPOCH = "1970-01-01T00:00:00Z";

    private final String architecture;
    private final Map<String, byte[]> blobs = new TreeMap<>();
    private final List<Object> manifests = new ArrayList<>();
    private final Map<String, String> digests = new LinkedHashMap<>();

    /**
     * An empty archive.
     *
     * @param architecture as Go names it: amd64, arm64
     */
    OciArchive(String architecture) {
        this.architecture = architecture;
    }

    /**
     * Adds an image of one layer.
     *
     * @param name full reference, with a tag
     * @param entrypoint program and first words; may be empty
     * @param command further words, which a pod may replace
     * @param layer tar archive of the file system
     */
    OciArchive add(String name, List<String> entrypoint, List<String> command, byte[] layer) {
        Map<String, Object> process = new LinkedHashMap<>();
        process.put("Env", List.of("PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"));
        process.put("Entrypoint", entrypoint);
        process.put("Cmd", command);
        process.put("WorkingDir", "/");
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architecture", architecture);
        config.put("os", "linux");
        config.put("created", EPOCH);
        config.put("config", process);
        config.put("rootfs", ordered("type", "layers", "diff_ids", List.of(sha256(layer))));
        config.put("history", List.of(ordered("created", EPOCH, "created_by", "skep")));
        Map<String, Object> manifest = ordered("schemaVersion", 2L, "mediaType", MANIFEST);
        manifest.put("config", blob(CONFIG, bytes(config)));
        manifest.put("layers", List.of(blob(LAYER, gzip(layer))));
        Map<String, Object> entry = blob(MANIFEST, bytes(manifest));
        digests.put(name, String.valueOf(entry.get("digest")));
        entry.put("platform", ordered("architecture", architecture, "os", "linux"));
        entry.put(
                "annotations",
                ordered(
                        "io.containerd.image.name",
                        name,
                        "org.opencontainers.image.ref.name",
                        name.substring(name.lastIndexOf(':') + 1)));
        manifests.add(entry);
        return this;
    }

    /** The digest of each image by its name. */
    Map<String, String> digests() {
        return digests;
    }

    /** The whole archive. */
    byte[] bytes() {
        Tar tar = new Tar()
                .file("oci-layout", 0644, bytes(ordered("imageLayoutVersion", "1.0.0")))
                .file("index.json", 0644, bytes(ordered("schemaVersion", 2L, "manifests", manifests)))
                .folder("blobs", 0755)
                .folder("blobs/sha256", 0755);
        blobs.forEach((digest, content) -> tar.file("blobs/sha256/" + digest, 0644, content));
        return tar.bytes();
    }

    private Map<String, Object> blob(String mediaType, byte[] content) {
        String digest = sha256(content);
        blobs.put(digest.substring("sha256:".length()), content);
        Map<String, Object> descriptor = ordered("mediaType", mediaType, "digest", digest);
        descriptor.put("size", (long) content.length);
        return descriptor;
    }

    private static Map<String, Object> ordered(String key, Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key, value);
        return map;
    }

    private static Map<String, Object> ordered(String key, Object value, String next, Object nextValue) {
        Map<String, Object> map = ordered(key, value);
        map.put(next, nextValue);
        return map;
    }

    private static byte[] bytes(Map<String, Object> json) {
        return Json.write(json).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new FastGzip(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String sha256(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Packs fast: the archive is read once, on this machine. */
    private static final class FastGzip extends GZIPOutputStream {

        private FastGzip(OutputStream out) throws IOException {
            super(out, 65_536);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
