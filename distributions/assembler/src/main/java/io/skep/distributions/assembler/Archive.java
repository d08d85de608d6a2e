package io.skep.distributions.assembler;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** A folder as {@code .tar.gz} (ustar), the same bytes for the same content: sorted, one time stamp, owner 0. */
final class Archive {

    private static final int BLOCK = 512;
    private static final long STAMP = 1_767_225_600L;

    private Archive() {}

    /** Packs {@code folder} with its own name as the first path element. */
    static void write(Path folder, Path archive) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted().toList();
        }
        try (OutputStream out =
                new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)), 1 << 16)) {
            for (Path file : files) {
                String name = folder.getParent().relativize(file).toString();
                entry(out, file, name);
            }
            out.write(new byte[2 * BLOCK]);
        }
    }

    private static void entry(OutputStream out, Path file, String name) throws IOException {
        boolean directory = Files.isDirectory(file);
        long size = directory ? 0 : Files.size(file);
        int mode = directory || Files.isExecutable(file) ? 0755 : 0644;
        out.write(header(directory ? name + "/" : name, size, mode, directory ? '5' : '0'));
        if (!directory) {
            Files.copy(file, out);
            out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
        }
    }

    private static byte[] header(String name, long size, int mode, char type) throws IOException {
        byte[] block = new byte[BLOCK];
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length > 100) {
            throw new IOException("path too long for the archive: " + name);
        }
        System.arraycopy(path, 0, block, 0, path.length);
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, STAMP);
        Arrays.fill(block, 148, 156, (byte) ' ');
        block[156] = (byte) type;
        System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, block, 257, 8);
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        return block;
    }

    private static void octal(byte[] block, int offset, int length, long value) {
        String digits = String.format("%0" + (length - 1) + "o", value);
        System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, block, offset, length - 1);
        block[offset + length - 1] = 0;
    }
}
