package io.skep.distributions.launcher.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.distributions.launcher.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciArchiveTest {

    @TempDir
    Path temp;

    /** Reads a tar archive: the content of files, the target of links, by name. */
    private static Map<String, byte[]> read(byte[] tar) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (InputStream in = new ByteArrayInputStream(tar)) {
            for (byte[] head = in.readNBytes(512); head.length == 512 && head[0] != 0; head = in.readNBytes(512)) {
                int length = Integer.parseInt(text(head, 124, 11), 8);
                int sum = 0;
                for (int i = 0; i < 512; i++) {
                    sum += i >= 148 && i < 156 ? ' ' : head[i] & 255;
                }
                assertThat(Integer.parseInt(text(head, 148, 6), 8)).isEqualTo(sum);
                byte[] content = in.readNBytes(length);
                in.skipNBytes((512 - length % 512) % 512);
                String target = text(head, 157, 100);
                entries.put(
                        text(head, 0, 100),
                        target.isEmpty() ? content : ("-> " + target).getBytes(StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    private static String text(byte[] bytes, int at, int length) {
        return new String(bytes, at, length, StandardCharsets.UTF_8).replace("\0", "");
    }

    private static Map<String, Object> json(byte[] bytes) {
        return Json.parseObject(new String(bytes, StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static byte[] blob(Map<String, byte[]> archive, Map<String, Object> descriptor) throws Exception {
        String digest = Json.string(descriptor, "digest", "").substring("sha256:".length());
        byte[] content = archive.get("blobs/sha256/" + digest);
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)))
                .isEqualTo(digest);
        assertThat((long) content.length).isEqualTo(descriptor.get("size"));
        return content;
    }

    private byte[] busybox() throws IOException {
        Path program = Files.writeString(temp.resolve("busybox"), "a program");
        return Images.pack(program, List.of("sh", "busybox", "[", "../evil", "ls"), "amd64")
                .bytes();
    }

    @Test
    void holdsBothImagesWithRightDigestsAllTheWayDown() throws Exception {
        Map<String, byte[]> archive = read(busybox());
        assertThat(json(archive.get("oci-layout"))).containsEntry("imageLayoutVersion", "1.0.0");
        List<Object> images = Json.list(json(archive.get("index.json")), "manifests");
        assertThat(images)
                .map(image -> Json.object(object(image), "annotations").get("io.containerd.image.name"))
                .containsExactly("skep.local/busybox:1", "skep.local/pause:1");
        for (Object image : images) {
            Map<String, Object> manifest = json(blob(archive, object(image)));
            Map<String, Object> config = json(blob(archive, Json.object(manifest, "config")));
            byte[] layer = blob(archive, object(Json.list(manifest, "layers").getFirst()));
            byte[] plain = new GZIPInputStream(new ByteArrayInputStream(layer)).readAllBytes();
            assertThat(Json.list(Json.object(config, "rootfs"), "diff_ids"))
                    .containsExactly("sha256:"
                            + HexFormat.of()
                                    .formatHex(
                                            MessageDigest.getInstance("SHA-256").digest(plain)));
            assertThat(config).containsEntry("architecture", "amd64").containsEntry("os", "linux");
            assertThat(read(plain)).isNotEmpty();
        }
    }

    @Test
    void theSameProgramGivesTheSameBytes() throws IOException {
        assertThat(busybox()).isEqualTo(busybox());
    }

    @Test
    void busyboxHasItsCommandsAsLinksAndNoNameThatLeavesTheFolder() throws Exception {
        Map<String, byte[]> archive = read(busybox());
        Map<String, Object> image =
                object(Json.list(json(archive.get("index.json")), "manifests").getFirst());
        Map<String, Object> manifest = json(blob(archive, image));
        byte[] layer = blob(archive, object(Json.list(manifest, "layers").getFirst()));
        Map<String, byte[]> files = read(new GZIPInputStream(new ByteArrayInputStream(layer)).readAllBytes());
        assertThat(files).containsKeys("bin/", "tmp/", "etc/passwd", "var/www/index.html");
        assertThat(new String(files.get("bin/busybox"), StandardCharsets.UTF_8)).isEqualTo("a program");
        assertThat(files.keySet().stream().filter(name -> name.startsWith("bin/")))
                .containsExactly("bin/", "bin/busybox", "bin/[", "bin/ls", "bin/sh");
        assertThat(new String(files.get("bin/sh"), StandardCharsets.UTF_8)).isEqualTo("-> busybox");
    }

    @Test
    void withoutAPauseProgramForTheProcessorAShellTakesItsPlace() throws Exception {
        Path program = Files.writeString(temp.resolve("busybox"), "a program");
        Map<String, byte[]> archive =
                read(Images.pack(program, List.of("sh"), "riscv64").bytes());
        Map<String, Object> image =
                object(Json.list(json(archive.get("index.json")), "manifests").getLast());
        Map<String, Object> config = json(blob(archive, Json.object(json(blob(archive, image)), "config")));
        assertThat(Json.list(Json.object(config, "config"), "Entrypoint")).startsWith("/bin/busybox", "sh", "-c");
        assertThat(config).containsEntry("architecture", "riscv64");
        assertThat(Images.architecture("aarch64")).isEqualTo("arm64");
    }

    @Test
    void refusesANameThatDoesNotFit() {
        assertThatThrownBy(() -> new Tar().file("x".repeat(101), 0644, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
