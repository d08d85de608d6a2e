package io.skep.beehive.shell.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the shell shows of the value that a command returns: a list of records or maps as a table with a heading, one record or map as a list
 * of names and values, anything else as its text. Control characters never reach the terminal.
 */
final class TablePrinter {

    private final int columns;

    /** @param columns width to which lines of tables are cut, 0 for no limit */
    TablePrinter(int columns) {
        this.columns = columns;
    }

    /** The text, without a newline at the end; empty for null and for a table without rows. */
    String print(Object value) {
        return switch (value) {
            case null -> "";
            case Optional<?> optional -> print(optional.orElse(null));
            case CharSequence text -> clean(text.toString(), true);
            case Object[] array -> list(Arrays.asList(array));
            case Collection<?> collection -> list(List.copyOf(collection));
            case Map<?, ?> map -> properties(row(map));
            case Record row -> properties(row(row));
            default -> clean(value.toString(), true);
        };
    }

    private String list(List<?> values) {
        boolean table = !values.isEmpty()
                && values.stream().allMatch(value -> value instanceof Record || value instanceof Map<?, ?>);
        if (!table) {
            return values.stream().map(this::print).collect(Collectors.joining("\n"));
        }
        List<Map<String, String>> rows = values.stream()
                .map(value -> value instanceof Record row ? row(row) : row((Map<?, ?>) value))
                .toList();
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.keySet()));
        List<List<String>> lines = new ArrayList<>();
        lines.add(names.stream().map(TablePrinter::heading).toList());
        rows.forEach(row ->
                lines.add(names.stream().map(name -> row.getOrDefault(name, "")).toList()));
        return aligned(lines);
    }

    private String properties(Map<String, String> row) {
        return aligned(row.entrySet().stream()
                .map(entry -> List.of(entry.getKey(), entry.getValue()))
                .toList());
    }

    private String aligned(List<List<String>> lines) {
        if (lines.isEmpty()) {
            return "";
        }
        int[] widths = IntStream.range(0, lines.getFirst().size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return lines.stream().map(line -> cut(pad(line, widths))).collect(Collectors.joining("\n"));
    }

    private static String pad(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i));
            line.repeat(' ', widths[i] - cells.get(i).length() + 2);
        }
        return line.toString().stripTrailing();
    }

    private String cut(String line) {
        return columns > 0 && line.length() > columns ? line.substring(0, columns) : line;
    }

    private static Map<String, String> row(Map<?, ?> map) {
        Map<String, String> row = new LinkedHashMap<>();
        map.forEach((name, value) -> row.put(clean(String.valueOf(name), false), cell(value)));
        return row;
    }

    private static Map<String, String> row(Record value) {
        Map<String, String> row = new LinkedHashMap<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                row.put(component.getName(), cell(component.getAccessor().invoke(value)));
            } catch (IllegalAccessException | InvocationTargetException e) {
                row.put(component.getName(), "?");
            }
        }
        return row;
    }

    private static String cell(Object value) {
        return switch (value) {
            case null -> "";
            case Optional<?> optional -> cell(optional.orElse(null));
            case Collection<?> many -> many.stream().map(TablePrinter::cell).collect(Collectors.joining(","));
            case Object[] many -> Arrays.stream(many).map(TablePrinter::cell).collect(Collectors.joining(","));
            default -> clean(value.toString(), false);
        };
    }

    /** {@code lastError} becomes {@code LAST ERROR}. */
    private static String heading(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").toUpperCase(Locale.ROOT);
    }

    private static String clean(String text, boolean lines) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (lines && (c == '\n' || c == '\t')) {
                clean.appendCodePoint(c);
            } else {
                clean.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
            }
        });
        return clean.toString();
    }
}
