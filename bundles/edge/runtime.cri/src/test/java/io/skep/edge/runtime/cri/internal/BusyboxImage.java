package io.skep.edge.runtime.cri.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** An OCI archive made of the static busybox of this machine, for {@code ctr images import}. */
final class BusyboxImage {

    static final Path BUSYBOX = Path.of("/bin/busybox");

    private final Map<String, byte[]> blobs = new LinkedHashMap<>();

    private BusyboxImage() {}

    /**
     * @param name with its tag
     * @param command JSON array
     */
    static void write(Path archive, String name, String command) throws IOException, InterruptedException {
        byte[] index = new BusyboxImage().index(name, command);
        archive(archive, index);
    }

    private static void archive(Path archive, byte[] tar) throws IOException {
        Files.write(archive, tar);
    }

    private byte[] index(String name, String command) throws IOException, InterruptedException {
        byte[] layer = layer();
        String layerDigest = blob(layer);
        String config =
                blob(("""
                {"architecture":"%s","os":"linux","config":{"Env":["PATH=/bin"],"Cmd":%s},\
                "rootfs":{"type":"layers","diff_ids":["%s"]}}""").formatted(architecture(), command, layerDigest).getBytes(StandardCharsets.UTF_8));
        byte[] manifest = ("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
                "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},\
                "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}""")
                .formatted(config, blobs.get(config).length, layerDigest, layer.length)
                .getBytes(StandardCharsets.UTF_8);
        String index = """
                {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s",\
                "size":%d,"annotations":{"io.containerd.image.name":"%s"}}]}""".formatted(blob(manifest), manifest.length, name);
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        file(tar, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8), 0644);
        file(tar, "index.json", index.getBytes(StandardCharsets.UTF_8), 0644);
        for (Map.Entry<String, byte[]> blob : blobs.entrySet()) {
            file(tar, "blobs/" + blob.getKey().replace(':', '/'), blob.getValue(), 0644);
        }
        tar.write(new byte[1024]);
        return tar.toByteArray();
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private String blob(byte[] bytes) {
        try {
            String digest = "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            blobs.put(digest, bytes);
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] layer() throws IOException, InterruptedException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (String folder : new String[] {"bin/", "etc/", "proc/", "sys/", "dev/", "tmp/", "root/", "www/"}) {
            entry(tar, folder, 0, 0755, '5', "");
        }
        file(tar, "etc/passwd", "root:x:0:0::/root:/bin/sh\n".getBytes(StandardCharsets.UTF_8), 0644);
        file(tar, "etc/group", "root:x:0:\n".getBytes(StandardCharsets.UTF_8), 0644);
        file(tar, "www/index.html", "hello from busybox\n".getBytes(StandardCharsets.UTF_8), 0644);
        file(tar, "bin/busybox", Files.readAllBytes(BUSYBOX), 0755);
        for (String applet :
                Containerd.run(BUSYBOX.toString(), "--list").lines().toList()) {
            if (!applet.equals("busybox")) {
                entry(tar, "bin/" + applet, 0, 0777, '2', "busybox");
            }
        }
        tar.write(new byte[1024]);
        return tar.toByteArray();
    }

    private static void file(ByteArrayOutputStream tar, String name, byte[] bytes, int mode) {
        entry(tar, name, bytes.length, mode, '0', "");
        tar.writeBytes(bytes);
        tar.writeBytes(new byte[(512 - bytes.length % 512) % 512]);
    }

    private static void entry(ByteArrayOutputStream tar, String name, int size, int mode, char type, String link) {
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 100, "%07o".formatted(mode));
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, 124, "%011o".formatted(size));
        put(block, 136, "00000000000");
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar");
        put(block, 263, "00");
        int sum = 0;
        for (byte one : block) {
            sum += one & 0xff;
        }
        put(block, 148, "%06o".formatted(sum));
        block[154] = 0;
        tar.writeBytes(block);
    }

    private static void put(byte[] block, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, offset, bytes.length);
    }
}
