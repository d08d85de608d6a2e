package io.skep.itests.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The inputs that a target starts from: its seeds, then the lines of {@code corpus/NAME.txt}, each one input in base64. Lines that begin with
 * {@code #} say what follows: inputs that were findings once, and what earlier runs found worth keeping.
 */
public final class Corpus {

    private Corpus() {}

    public static List<byte[]> of(Target target) {
        List<byte[]> inputs = new ArrayList<>(target.seeds());
        inputs.addAll(kept(target.name()));
        return inputs;
    }

    /** What lies in the resources. */
    static List<byte[]> kept(String name) {
        try (InputStream in = Corpus.class.getResourceAsStream("/corpus/" + name + ".txt")) {
            return in == null ? List.of() : parse(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<byte[]> parse(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(Base64.getDecoder()::decode)
                .toList();
    }

    /** Writes each input into a file of its own, as Jazzer wants them. */
    static void unpack(Target target, Path folder) throws IOException {
        Files.createDirectories(folder);
        int number = 0;
        for (byte[] input : of(target)) {
            Files.write(folder.resolve("%05d".formatted(number++)), input);
        }
    }
}
