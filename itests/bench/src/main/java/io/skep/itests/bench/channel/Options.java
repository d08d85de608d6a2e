package io.skep.itests.bench.channel;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** {@code --name value}, {@code --name=value} and {@code --name} of a command line. */
final class Options {

    private final Map<String, String> values = new HashMap<>();

    Options(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (!arguments[i].startsWith("--")) {
                throw new IllegalArgumentException("'" + arguments[i] + "' is no option");
            }
            int sign = arguments[i].indexOf('=');
            if (sign > 0) {
                values.put(arguments[i].substring(2, sign), arguments[i].substring(sign + 1));
                continue;
            }
            boolean alone = i + 1 == arguments.length || arguments[i + 1].startsWith("--");
            values.put(arguments[i].substring(2), alone ? "true" : arguments[++i]);
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return value;
    }

    Path path(String name) {
        return Path.of(text(name));
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(values.getOrDefault(name, String.valueOf(otherwise)));
    }
}
