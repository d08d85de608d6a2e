package io.skep.common.config.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.config.internal.ComponentKind.Section;
import io.skep.common.config.internal.ConfigEditor.Change;
import io.skep.common.config.internal.KnownKeys.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands of the configurations. What is set goes to the component's YAML file, and from there takes the way of every change of it. */
@Component(
        service = ConfigShell.class,
        property = {
            "osgi.command.scope=config",
            "osgi.command.function=list",
            "osgi.command.function=get",
            "osgi.command.function=set"
        })
public final class ConfigShell {

    private static final Logger AUDIT = LoggerFactory.getLogger("io.skep.audit");
    private static final String BLOTTED = "***";
    private static final String ENABLE = "enable";
    private static final Set<String> NO_KEYS = Set.of("service.pid", "felix.fileinstall.filename");

    private final ConfigurationAdmin admin;
    private final ConfigFile file;
    private final ReentrantLock setting = new ReentrantLock();

    @Activate
    public ConfigShell(@Reference ConfigurationAdmin admin, @Reference ConfigFile file) {
        this.admin = admin;
        this.file = file;
    }

    /** A line of {@code config:list}. */
    record ConfigLine(String pid, String state, int keys, String source) {}

    /** What {@code config:set} has set. */
    record SetLine(String key, String value, String effect) {}

    /** A line of {@code config:get}; a key without a value is not set. */
    record KeyLine(String key, String value, String takes) {}

    @Descriptor("lists the configurations and the sections of the file that they come from")
    public List<ConfigLine> list() {
        Map<String, ConfigLine> lines = new TreeMap<>();
        file.kind()
                .ifPresent(kind -> kind.sections().stream()
                        .filter(section -> !section.pid().isEmpty())
                        .forEach(section ->
                                lines.put(section.pid(), new ConfigLine(section.pid(), "off", 0, source(section)))));
        for (Configuration each : all()) {
            String pid = each.getPid();
            String source = lines.containsKey(pid) ? lines.get(pid).source() : "not of the file";
            lines.put(pid, new ConfigLine(pid, "on", values(each).size(), source));
        }
        return List.copyOf(lines.values());
    }

    private String source(Section section) {
        return file.editor().fileName() + ": " + section.path();
    }

    @Descriptor("shows what is set in a configuration, and what else can be")
    public List<KeyLine> get(@Descriptor("PID, such as io.skep.edge.edgehub") String pid) {
        Map<String, KeyLine> lines = new TreeMap<>();
        Optional<Section> section = section(pid);
        section.ifPresent(known -> file.editor()
                .settable(file.kind().orElseThrow(), known)
                .forEach((key, type) -> lines.put(key, new KeyLine(key, "", ConfigReader.word(type)))));
        Map<String, String> values =
                new LinkedHashMap<>(find(pid).map(ConfigShell::values).orElse(Map.of()));
        if (lines.containsKey(ENABLE)) {
            values.put(ENABLE, String.valueOf(find(pid).isPresent()));
        }
        if (section.isEmpty() && values.isEmpty()) {
            throw unknown(pid);
        }
        values.forEach((key, value) ->
                lines.merge(key, new KeyLine(key, value, ""), (known, set) -> new KeyLine(key, value, known.takes())));
        return List.copyOf(lines.values());
    }

    @Descriptor("shows one value of a configuration")
    public String get(
            @Descriptor("PID, such as io.skep.edge.edgehub") String pid,
            @Descriptor("key, such as heartbeat") String key) {
        return get(pid).stream()
                .filter(line -> line.key().equals(key))
                .map(KeyLine::value)
                .findFirst()
                .orElseThrow(() -> new SkepException(
                        ConfigError.NO_SUCH_KEY, "The configuration " + pid + " has no key " + key + "."));
    }

    @Descriptor("sets one value, in the file and live; waits until it is in force")
    public SetLine set(
            CommandSession session,
            @Descriptor("PID, such as io.skep.edge.edgehub") String pid,
            @Descriptor("key, such as heartbeat; enable switches a module on and off") String key,
            @Descriptor("value; items of a list with commas between") String value)
            throws InterruptedException {
        Section section = section(pid).orElseThrow(() -> unknown(pid));
        String plain = key.startsWith(".") ? key.substring(1) : key;
        boolean secret = file.kind()
                .flatMap(kind -> KnownKeys.of(kind).findType(section.path() + "." + plain))
                .filter(Type.SECRET::equals)
                .isPresent();
        String shown = secret ? BLOTTED : value;
        String who = who(session);
        AUDIT.info("config:set {} {} {} by {}", pid, plain, shown, who);
        setting.lockInterruptibly();
        try {
            SetLine line = set(section, plain, value, shown);
            AUDIT.info("config:set {} {} {} by {}: done", pid, plain, shown, who);
            return line;
        } catch (SkepException e) {
            AUDIT.info("config:set {} {} {} by {}: failed: {}", pid, plain, shown, who, e.getMessage());
            throw e;
        } finally {
            setting.unlock();
        }
    }

    private SetLine set(Section section, String key, String value, String shown) throws InterruptedException {
        Change change = file.editor().prepare(section, key, value);
        if (!change.isNone()) {
            file.editor().write(change);
            file.look();
        }
        Map<String, Object> wanted = change.expected().byPid().get(section.pid());
        Optional<Configuration> now = find(section.pid());
        boolean inForce = wanted == null ? now.isEmpty() : now.isPresent() && holds(now.get(), wanted, key);
        if (!inForce) {
            throw new SkepException(
                    ConfigError.NOT_IN_FORCE,
                    "The file says " + change.path() + ": " + shown + ", but it is not in force.");
        }
        return new SetLine(change.path(), shown, wanted == null ? "the module is off" : "in force");
    }

    private static boolean holds(Configuration configuration, Map<String, Object> wanted, String key) {
        for (String name : List.of(key, "." + key)) {
            if (wanted.containsKey(name)
                    && !text(wanted.get(name))
                            .equals(text(configuration.getProperties().get(name)))) {
                return false;
            }
        }
        return true;
    }

    private static String who(CommandSession session) {
        Object who = session == null ? null : session.get("skep.who");
        return who == null ? "another shell" : who.toString();
    }

    private Optional<Section> section(String pid) {
        return file.kind().stream()
                .flatMap(kind -> kind.sections().stream())
                .filter(section -> section.pid().equals(pid))
                .findFirst();
    }

    private static SkepException unknown(String pid) {
        return new SkepException(ConfigError.NO_SUCH_PID, "There is no configuration " + pid + ".");
    }

    private Optional<Configuration> find(String pid) {
        return all().stream().filter(each -> each.getPid().equals(pid)).findFirst();
    }

    private List<Configuration> all() {
        try {
            Configuration[] found = admin.listConfigurations(null);
            return found == null ? List.of() : List.of(found);
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> values(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        Map<String, String> values = new LinkedHashMap<>();
        List<String> keys = properties == null ? List.of() : new ArrayList<>(Collections.list(properties.keys()));
        for (String key : keys) {
            if (key.startsWith(".")) {
                values.put(key.substring(1), BLOTTED);
            } else if (!NO_KEYS.contains(key)) {
                values.put(key, text(properties.get(key)));
            }
        }
        return values;
    }

    private static String text(Object value) {
        return value instanceof Object[] many
                ? String.join(",", Arrays.copyOf(many, many.length, String[].class))
                : String.valueOf(value);
    }
}
