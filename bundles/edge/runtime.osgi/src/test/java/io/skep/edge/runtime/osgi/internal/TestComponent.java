package io.skep.edge.runtime.osgi.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A component of the bundles that the tests deploy: writes its settings to the file {@code env.OUT}. */
public final class TestComponent {

    public TestComponent(Map<String, Object> settings) throws IOException {
        if ("yes".equals(settings.get("env.FAIL"))) {
            throw new IllegalStateException("the hive is empty");
        }
        StringBuilder text = new StringBuilder();
        new TreeMap<>(settings).forEach((key, value) -> {
            if (key.startsWith("env.") || key.startsWith("volume.")) {
                text.append(key).append('=').append(value).append('\n');
            }
        });
        for (String arg : (String[]) settings.get("args")) {
            text.append("arg ").append(arg).append('\n');
        }
        Files.writeString(Path.of((String) settings.get("env.OUT")), text);
    }
}
