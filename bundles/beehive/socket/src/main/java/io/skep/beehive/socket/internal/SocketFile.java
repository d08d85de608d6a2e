package io.skep.beehive.socket.internal;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** KubeEdge's socket_module.yaml: a list of sockets and of the modules that use them. Reading is bounded: 64 KiB, 100 items. */
final class SocketFile {

    static final String NAME = "socket_module.yaml";

    private static final Path KUBEEDGE = Path.of("/etc/kubeedge/config", NAME);
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_ITEMS = 100;
    private static final int LONGEST_ADDRESS = 107;
    private static final Set<String> KEYS =
            Set.of("module", "server", "address", "sockettype", "connmax", "buffersize", "ca", "cert", "key");

    private SocketFile() {}

    /**
     * Where the file is.
     *
     * @param variable the environment's SOCKET_MODULE_CONFIG, or null
     * @param config the component's configuration file, beside which it lies otherwise; null for KubeEdge's place
     */
    static Path locate(String variable, String config) {
        if (variable != null && !variable.isBlank()) {
            return Path.of(variable);
        }
        return config == null ? KUBEEDGE : Path.of(config).resolveSibling(NAME);
    }

    /**
     * Reads it; a file that is not there names no socket.
     *
     * @throws SkepException when it cannot be read or does not say what it should
     */
    static List<SocketEntry> read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw refused(file, "it is longer than " + MAX_BYTES + " bytes");
            }
            return parse(file, Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw refused(file, e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    static List<SocketEntry> parse(Path file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(MAX_BYTES)
                .setMaxAliasesForCollections(20)
                .setAllowDuplicateKeys(false)
                .build();
        Object root;
        try {
            root = new Load(settings).loadFromString(text);
        } catch (YamlEngineException e) {
            throw refused(
                    file, String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip());
        }
        return switch (root) {
            case null -> List.of();
            case List<?> items when items.size() <= MAX_ITEMS -> entries(file, items);
            default -> throw refused(file, "it is no list of at most " + MAX_ITEMS + " items");
        };
    }

    private static List<SocketEntry> entries(Path file, List<?> items) {
        List<SocketEntry> entries = new ArrayList<>();
        Set<Path> offered = new HashSet<>();
        Set<String> modules = new HashSet<>();
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> keys)) {
                throw refused(file, "item " + (entries.size() + 1) + " is no mapping of keys");
            }
            SocketEntry entry = new Item(file, entries.size() + 1, keys).entry();
            if (entry.server() && !offered.add(entry.address())) {
                throw refused(file, "the address " + entry.address() + " is offered twice");
            }
            if (!entry.server() && !modules.add(entry.module())) {
                throw refused(file, "the module " + entry.module() + " stands twice");
            }
            entries.add(entry);
        }
        return List.copyOf(entries);
    }

    private static SkepException refused(Path file, String why) {
        return new SkepException(SocketError.CONFIG, "The file " + file + " is not used: " + why + ".");
    }

    /** One item of the list while it is read. */
    private record Item(Path file, int number, Map<?, ?> keys) {

        SocketEntry entry() {
            for (Object key : keys.keySet()) {
                if (!KEYS.contains(String.valueOf(key))) {
                    throw wrong("has the unknown key " + key);
                }
            }
            String module = text("module", "");
            if (!ModuleNames.isValid(module)) {
                throw wrong("has no module that is made of at most 63 letters, digits, '.', '_' and '-'");
            }
            String type = text("sockettype", Connection.TYPE);
            if (!type.equals(Connection.TYPE)) {
                throw wrong("has the sockettype " + type + ", and only " + Connection.TYPE + " is served");
            }
            return new SocketEntry(
                    module,
                    Boolean.TRUE.equals(keys.get("server")),
                    address(),
                    number("connmax", SocketEntry.DEFAULT_CONNECTIONS, 1, SocketEntry.MOST_CONNECTIONS),
                    number(
                            "buffersize",
                            SocketEntry.DEFAULT_BUFFER,
                            SocketEntry.SMALLEST_BUFFER,
                            SocketEntry.LARGEST_BUFFER));
        }

        private Path address() {
            Path address = Path.of(text("address", ""));
            if (!address.isAbsolute() || address.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_ADDRESS) {
                throw wrong("has no address that is an absolute path of at most " + LONGEST_ADDRESS + " bytes");
            }
            return address.normalize();
        }

        private String text(String key, String otherwise) {
            return keys.get(key) == null ? otherwise : String.valueOf(keys.get(key));
        }

        /** Zero is what KubeEdge reads where the key is absent. */
        private int number(String key, int otherwise, int least, int most) {
            return switch (keys.get(key)) {
                case null -> otherwise;
                case Integer zero when zero == 0 -> otherwise;
                case Integer value when value >= least && value <= most -> value;
                default -> throw wrong("has a " + key + " that is no number from " + least + " to " + most);
            };
        }

        private SkepException wrong(String what) {
            return refused(file, "item " + number + " " + what);
        }
    }
}
