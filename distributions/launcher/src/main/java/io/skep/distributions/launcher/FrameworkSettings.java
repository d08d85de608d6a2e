package io.skep.distributions.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The properties that Felix and all bundles see. */
public final class FrameworkSettings {

    /** Start level at which all bundles of the features run. */
    public static final int LAST_START_LEVEL = 9;

    private static final String SLF4J = ";version=\"2.0.20\"";
    private static final String LOGBACK = ";version=\"1.6.6\"";
    private static final String LOG_SERVICE = ";version=\"1.5.0\"";
    private static final String LOG_ADMIN = ";version=\"1.0.0\"";

    private FrameworkSettings() {}

    /** Packages of the launcher's class path that bundles may import: slf4j, logback and the OSGi log service. */
    public static String systemPackages() {
        return String.join(
                ",",
                List.of(
                        "org.slf4j" + SLF4J,
                        "org.slf4j.event" + SLF4J,
                        "org.slf4j.helpers" + SLF4J,
                        "org.slf4j.spi" + SLF4J,
                        "ch.qos.logback.classic" + LOGBACK,
                        "ch.qos.logback.classic.encoder" + LOGBACK,
                        "ch.qos.logback.classic.spi" + LOGBACK,
                        "ch.qos.logback.core" + LOGBACK,
                        "ch.qos.logback.core.encoder" + LOGBACK,
                        "ch.qos.logback.core.read" + LOGBACK,
                        "ch.qos.logback.core.rolling" + LOGBACK,
                        "ch.qos.logback.core.spi" + LOGBACK,
                        "ch.qos.logback.core.util" + LOGBACK,
                        "org.osgi.service.log" + LOG_SERVICE,
                        "org.osgi.service.log.admin" + LOG_ADMIN));
    }

    /** Settings of Felix that every run has, checks of the assembler included. */
    public static Map<String, String> common(Path storage) {
        Map<String, String> map = new HashMap<>();
        map.put("org.osgi.framework.storage", storage.toString());
        map.put("org.osgi.framework.bsnversion", "multiple");
        map.put("org.osgi.framework.system.packages.extra", systemPackages());
        map.put("felix.cache.locking", "false");
        map.put("felix.resolver.parallelism", "1");
        return map;
    }

    /** Settings of one instance. */
    public static Map<String, String> of(LaunchOptions options, FeatureSet features, Path socket) {
        Map<String, String> map =
                new HashMap<>(OperatorSettings.read(options.config().resolveSibling(OperatorSettings.FILE)));
        map.putAll(common(options.dir().resolve("felix-cache")));
        map.put("org.osgi.framework.startlevel.beginning", Integer.toString(LAST_START_LEVEL));
        map.put("skep.home", options.home().toString());
        map.put("skep.dir", options.dir().toString());
        map.put("skep.name", options.name());
        map.put("skep.config", options.config().toString());
        map.put("skep.features", String.join(",", options.features()));
        map.put("skep.modules", String.join(",", features.modules()));
        map.put("skep.shell.socket", socket.toString());
        map.put("skep.deploy.folder", options.deploy().toString());
        map.put("ds.loglevel", "warn");
        map.put("ds.cache.metadata", "true");
        return map;
    }
}
