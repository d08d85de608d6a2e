package io.skep.beehive.shell.internal;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One form of a command: what it does and what it takes. */
record Usage(String description, List<Option> options, List<Argument> arguments) {

    /** A word with dashes, with a value behind it or alone. */
    record Option(List<String> names, boolean valued, String description) {

        String form() {
            return String.join(", ", names) + (valued ? " VALUE" : "");
        }
    }

    /**
     * A word without dashes.
     *
     * @param name what it stands for, in capitals
     * @param many whether it is given as often as wanted, also never
     */
    record Argument(String name, boolean many, String description) {

        String form() {
            return many ? "[" + name + "...]" : name;
        }
    }

    /** The words of a command line of this form. */
    String form(String command) {
        Stream<String> switches =
                options.stream().map(option -> "[" + option.names().getFirst() + (option.valued() ? " VALUE]" : "]"));
        Stream<String> words = arguments.stream().map(Argument::form);
        return Stream.concat(Stream.concat(Stream.of(command), switches), words).collect(Collectors.joining(" "));
    }

    /** A short name for an argument: the last word of the subject of its description, such as MODULE of "name of the module". */
    static String word(String description, Type type) {
        String subject = description.split("[,;(]")[0].strip();
        String last = subject.substring(subject.lastIndexOf(' ') + 1);
        String word = last.isEmpty() ? type.getTypeName().replaceAll(".*\\.", "") : last;
        return word.toUpperCase(Locale.ROOT);
    }
}
