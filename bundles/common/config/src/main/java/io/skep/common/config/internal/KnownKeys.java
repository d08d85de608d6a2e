package io.skep.common.config.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys that a component's file may have, with their types. */
final class KnownKeys {

    /** What a key takes. */
    enum Type {
        BOOL,
        INT,
        NUMBER,
        STRING,
        SECRET,
        LIST,
        MAP,
        ANY
    }

    private final Map<String, Type> types = new LinkedHashMap<>();
    private final Set<String> inner = new HashSet<>();

    private KnownKeys() {}

    /** The keys of kind {@code CloudCore} or {@code EdgeCore}. */
    static KnownKeys of(ComponentKind kind) {
        KnownKeys keys = new KnownKeys();
        try (InputStream in = KnownKeys.class.getResourceAsStream(kind.keysResource());
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keys.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys;
    }

    private void add(String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        String[] words = line.split(" ");
        String key = words[0].startsWith("+") ? words[0].substring(1) : words[0];
        types.put(key, Type.valueOf(words[1].toUpperCase(Locale.ROOT)));
        for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
            inner.add(key.substring(0, dot));
        }
    }

    Map<String, Type> types() {
        return types;
    }

    Optional<Type> findType(String path) {
        return Optional.ofNullable(types.get(path));
    }

    /** What a value at the path may be: of its own type, or anything below a key that takes anything. */
    Optional<Type> findSettable(String path) {
        Optional<Type> own = findType(path);
        if (own.isPresent()) {
            return own.filter(type -> type != Type.MAP);
        }
        for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
            Type above = types.get(path.substring(0, dot));
            if (above != null) {
                return above == Type.MAP || above == Type.ANY ? Optional.of(Type.ANY) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The keys below a section, but for those of other sections in it; without the section's path. */
    Map<String, Type> below(String section, Set<String> others) {
        Map<String, Type> found = new LinkedHashMap<>();
        types.forEach((path, type) -> {
            boolean other =
                    others.stream().anyMatch(each -> each.startsWith(section + ".") && path.startsWith(each + "."));
            if (path.startsWith(section + ".") && !other) {
                found.put(path.substring(section.length() + 1), type);
            }
        });
        return found;
    }

    /** True when the path is a section with further keys in it. */
    boolean isSection(String path) {
        return inner.contains(path);
    }

    /** The known key, or section, beside the unknown one that is spelt most like it. */
    String nearest(String path) {
        String parent = path.substring(0, path.lastIndexOf('.') + 1);
        return java.util.stream.Stream.concat(types.keySet().stream(), inner.stream())
                .filter(key -> key.startsWith(parent) && key.indexOf('.', parent.length()) < 0)
                .min(Comparator.comparingInt(
                                (String key) -> distance(key.toLowerCase(Locale.ROOT), path.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseGet(() -> types.keySet().stream()
                        .min(Comparator.comparingInt(key -> distance(key, path)))
                        .orElse(""));
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
