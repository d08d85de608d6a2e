package io.skep.edge.edged.internal.pod;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The table {@code pod-fields.txt}: what this node does with each member of a pod. */
final class PodFields {

    private static final String UNLESS = " unless ";

    private final Map<String, Field> fields;

    private PodFields(Map<String, Field> fields) {
        this.fields = fields;
    }

    /** What is done with a member. */
    enum Verdict {
        EACH,
        YES,
        OTHER,
        WARN,
        NO
    }

    /** @param unless values for which the verdict does not count */
    record Answer(Verdict verdict, List<String> unless) {

        static Answer parse(String text) {
            String[] parts = text.split(UNLESS, 2);
            List<String> unless = parts.length == 2 ? Arrays.asList(parts[1].split(",")) : List.of();
            return new Answer(Verdict.valueOf(parts[0].toUpperCase(Locale.ROOT)), unless);
        }
    }

    /** A line of the table. */
    record Field(String path, Answer containers, Answer bundles, String remark) {}

    static PodFields read() {
        Map<String, Field> fields = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(PodFields.class.getResourceAsStream("pod-fields.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line :
                    lines.lines().filter(line -> !line.startsWith("#")).toList()) {
                String[] cells = (line + " ").split(" \\| ?", 4);
                fields.put(
                        cells[0],
                        new Field(cells[0], Answer.parse(cells[1]), Answer.parse(cells[2]), cells[3].strip()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PodFields(fields);
    }

    List<Field> all() {
        return List.copyOf(fields.values());
    }

    /** The line of a member, else the one for all other members of its parent. */
    Optional<Field> find(String parent, String member) {
        return Optional.ofNullable(fields.get(parent + "." + member))
                .or(() -> Optional.ofNullable(fields.get(parent + ".*")));
    }

    Optional<Field> find(String path) {
        return Optional.ofNullable(fields.get(path));
    }
}
