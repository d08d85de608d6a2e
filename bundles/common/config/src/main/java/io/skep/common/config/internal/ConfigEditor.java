package io.skep.common.config.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.config.internal.ComponentKind.Section;
import io.skep.common.config.internal.ConfigReader.Surroundings;
import io.skep.common.config.internal.KnownKeys.Type;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes single values in the component's YAML file, so that a reader that was there before would have taken the file too. */
final class ConfigEditor {

    private final Path file;
    private final Surroundings surroundings;

    ConfigEditor(Path file, Surroundings surroundings) {
        this.file = file;
        this.surroundings = surroundings;
    }

    /**
     * A change that was checked and is not in the file yet.
     *
     * @param path key path in the file
     * @param before text of the whole file
     * @param after text of the whole file with the change
     * @param expected what the configuration says then
     */
    record Change(String path, String before, String after, Configurations expected) {

        boolean isNone() {
            return before.equals(after);
        }
    }

    /**
     * Checks a change.
     *
     * @throws SkepException naming the nearest known key, the type, or the rule that the value is against
     */
    Change prepare(Section section, String key, String value) {
        String before = read();
        Configurations now = ConfigReader.parse(file, before, surroundings);
        KnownKeys keys = KnownKeys.of(now.kind());
        String path = section.path() + "." + key;
        Type type = keys.findSettable(path).orElseThrow(() -> unknown(section, key, keys.nearest(path)));
        String written = TypedValue.write(type, value)
                .orElseThrow(() -> new SkepException(
                        ConfigError.WRONG_TYPE,
                        path + " takes " + ConfigReader.word(type) + ", and '" + value + "' is none."));
        String after = YamlEdit.set(before, List.of(path.split("\\.")), written);
        return new Change(path, before, after, ConfigReader.parse(file, after, surroundings));
    }

    private static SkepException unknown(Section section, String key, String nearest) {
        String inside = nearest.startsWith(section.path() + ".")
                ? nearest.substring(section.path().length() + 1)
                : nearest;
        return new SkepException(
                ConfigError.NO_SUCH_KEY,
                "The section " + section.path() + " has no key " + key + "; did you mean " + inside + "?");
    }

    private String read() {
        YamlTree.read(file);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    /** Puts the change into the file in one step; whoever looks sees the old or the new one. */
    void write(Change change) {
        try {
            Path target = file.toRealPath();
            if (!Files.readString(target).equals(change.before())) {
                throw new SkepException(
                        ConfigError.NOT_WRITTEN,
                        "The file " + file + " was not changed: somebody else has just done so.");
            }
            Path next = target.resolveSibling("." + target.getFileName() + ".next");
            Files.deleteIfExists(next);
            Files.copy(target, next, StandardCopyOption.COPY_ATTRIBUTES);
            copyOwner(target, next);
            Files.writeString(next, change.after(), StandardOpenOption.TRUNCATE_EXISTING);
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private static void copyOwner(Path from, Path to) throws IOException {
        Map<String, Object> owner = Files.readAttributes(from, "unix:uid,gid");
        if (!owner.equals(Files.readAttributes(to, "unix:uid,gid"))) {
            for (Map.Entry<String, Object> each : owner.entrySet()) {
                Files.setAttribute(to, "unix:" + each.getKey(), each.getValue());
            }
        }
    }

    private SkepException notWritten(IOException failure) {
        return new SkepException(
                ConfigError.NOT_WRITTEN,
                "The file " + file + " was not changed: "
                        + Optional.ofNullable(failure.getMessage()).orElse("") + " ("
                        + failure.getClass().getSimpleName() + ").",
                failure);
    }

    /** All that can be set in a section, with its type. */
    Map<String, Type> settable(ComponentKind kind, Section section) {
        return KnownKeys.of(kind).below(section.path(), kind.paths());
    }

    String fileName() {
        return file.getFileName().toString();
    }
}
