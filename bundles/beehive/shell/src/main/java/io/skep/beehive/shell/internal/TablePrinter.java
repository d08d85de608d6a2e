package io.skep.beehive.shell.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
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
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the shell shows of the value that a command returns: a list of records or maps as a table with a heading, one record or map as a list
 * of names and values, anything else as its text. Control characters never reach the terminal.
 */
final class TablePrinter {

    private final int columns;
    private final boolean colors;

    TablePrinter(int columns) {
        this(columns, false);
    }

    /**
     * @param columns width to which lines of tables are cut, 0 for no limit
     * @param colors whether headings and states are coloured
     */
    TablePrinter(int columns, boolean colors) {
        this.columns = columns;
        this.colors = colors;
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
            case Duration time -> Times.text(time);
            case Instant time -> Times.text(time);
            default -> clean(value.toString(), true);
        };
    }

    private String list(List<?> values) {
        boolean table = !values.isEmpty()
                && values.stream().allMatch(value -> value instanceof Record || value instanceof Map<?, ?>);
        if (!table) {
            return values.stream().map(this::print).collect(Collectors.joining("\n"));
        }
        List<Map<String, String>> rows =
                values.stream().map(TablePrinter::fields).toList();
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.keySet()));
        List<List<String>> lines = new ArrayList<>();
        lines.add(names.stream().map(TablePrinter::heading).toList());
        rows.forEach(row ->
                lines.add(names.stream().map(name -> row.getOrDefault(name, "")).toList()));
        return aligned(lines, Paint::state, true);
    }

    private String properties(Map<String, String> row) {
        List<List<String>> lines = row.entrySet().stream()
                .map(entry -> List.of(entry.getKey(), entry.getValue()))
                .toList();
        return aligned(lines, Paint::state, false);
    }

    private String aligned(List<List<String>> lines, UnaryOperator<String> paint, boolean heading) {
        if (lines.isEmpty()) {
            return "";
        }
        int[] widths = IntStream.range(0, lines.getFirst().size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        List<String> texts = new ArrayList<>();
        for (List<String> line : lines) {
            texts.add(line(line, widths, heading && texts.isEmpty() ? Paint::heading : paint));
        }
        return String.join("\n", texts);
    }

    /** The cells of a line beside each other, cut to the width before they are coloured. */
    private String line(List<String> cells, int[] widths, UnaryOperator<String> paint) {
        StringBuilder line = new StringBuilder();
        int used = 0;
        int blanks = 0;
        for (int i = 0; i < cells.size(); i++) {
            String cell = fit(cells.get(i), used + blanks);
            if (!cell.isEmpty()) {
                line.repeat(' ', blanks).append(colors ? paint.apply(cell) : cell);
                used += blanks + cell.length();
                blanks = 0;
            }
            blanks += widths[i] - cell.length() + 2;
        }
        return line.toString();
    }

    private String fit(String cell, int at) {
        String stripped = cell.stripTrailing();
        int room = columns > 0 ? Math.max(0, columns - at) : Integer.MAX_VALUE;
        return stripped.length() > room ? stripped.substring(0, room) : stripped;
    }

    /** Names and values of a record or map; of any other value, none. */
    static Map<String, String> fields(Object value) {
        return switch (value) {
            case Record row -> row(row);
            case Map<?, ?> map -> row(map);
            default -> Map.of();
        };
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
            case Duration time -> Times.text(time);
            case Instant time -> Times.text(time);
            case Object[] many -> Arrays.stream(many).map(TablePrinter::cell).collect(Collectors.joining(","));
            default -> clean(value.toString(), false);
        };
    }

    /** {@code lastError} becomes {@code LAST ERROR}. */
    private static String heading(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").toUpperCase(Locale.ROOT);
    }

    static String clean(String text, boolean lines) {
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
