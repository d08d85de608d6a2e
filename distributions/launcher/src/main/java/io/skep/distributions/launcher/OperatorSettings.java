package io.skep.distributions.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Framework properties that the operator sets: a file of Java properties beside the component's YAML file. */
final class OperatorSettings {

    /** Name of the file; it need not be there. */
    static final String FILE = "framework.properties";

    private static final int MOST_BYTES = 1 << 16;

    private OperatorSettings() {}

    static Map<String, String> read(Path file) {
        if (Files.notExists(file)) {
            return Map.of();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it is larger than 64 KiB");
            }
            Properties properties = new Properties();
            properties.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
            Map<String, String> settings = new HashMap<>();
            properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
            return settings;
        } catch (IOException | IllegalArgumentException e) {
            throw new LauncherException(
                    LauncherError.SETTINGS_UNREADABLE,
                    "The framework properties in " + file + " cannot be read: " + Reason.of(e) + ".",
                    e);
        }
    }
}
