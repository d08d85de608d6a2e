package io.skep.common.config.internal;

import io.skep.common.config.internal.KnownKeys.Type;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values as an operator types them, written as YAML. */
final class TypedValue {

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?([eE][-+]?\\d{1,3})?");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./-]*");
    private static final Pattern WORD = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

    private TypedValue() {}

    /** The text of a value of that type; empty when it is of another one. */
    static Optional<String> write(Type type, String value) {
        return switch (type) {
            case BOOL -> value.equals("true") || value.equals("false") ? Optional.of(value) : Optional.empty();
            case INT -> WHOLE.matcher(value).matches() ? Optional.of(value) : Optional.empty();
            case NUMBER -> NUMBER.matcher(value).matches() ? Optional.of(value) : Optional.empty();
            case STRING, SECRET -> Optional.of(string(value));
            case LIST ->
                Optional.of(Arrays.stream(value.split(","))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .map(TypedValue::string)
                        .collect(Collectors.joining(", ", "[", "]")));
            case ANY -> Optional.of(any(value));
            case MAP -> Optional.empty();
        };
    }

    private static String any(String value) {
        return value.equals("true")
                        || value.equals("false")
                        || WHOLE.matcher(value).matches()
                ? value
                : string(value);
    }

    private static String string(String value) {
        if (PLAIN.matcher(value).matches() && !WORD.matcher(value).matches()) {
            return value;
        }
        StringBuilder quoted = new StringBuilder("\"");
        value.chars().forEach(c -> {
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append((char) c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ' || c == 127) {
                        quoted.append(String.format("\\x%02x", c));
                    } else {
                        quoted.append((char) c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
