package io.skep.beehive.shell.internal;

import io.skep.beehive.shell.internal.Catalog.Command;
import io.skep.beehive.shell.internal.Usage.Argument;
import io.skep.beehive.shell.internal.Usage.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a line that is being typed can go on: commands, their options, and names of what the words of their descriptions tell. No bundle has to
 * know of this.
 */
final class Completion {

    /** Scopes whose commands are found without them. */
    private static final Set<String> SHORT = Set.of("bundle", "beehive");

    /** Gogo's own scopes: offered to who asks for them. */
    private static final Set<String> RARE = Set.of("gogo", "felix");

    private static final int MOST = 200;

    private final Catalog catalog;
    private final Names names;

    Completion(Catalog catalog, Names names) {
        this.catalog = catalog;
        this.names = names;
    }

    /** A word that can stand where the cursor is, in place of what follows the last blank before it. */
    record Candidate(String word, String description) {

        String line() {
            return description.isEmpty() ? word : word + "\t" + TablePrinter.clean(description, false);
        }
    }

    /** @param text the line up to the cursor */
    List<Candidate> complete(String text) {
        int segment = Math.max(text.lastIndexOf(';'), text.lastIndexOf('|')) + 1;
        int blank = text.lastIndexOf(' ') + 1;
        String kept = segment > blank ? text.substring(blank, segment) : "";
        String word = text.substring(Math.max(segment, blank));
        List<String> before = Arrays.stream(text.substring(segment, Math.max(segment, blank))
                        .strip()
                        .split("\\s+"))
                .filter(each -> !each.isEmpty())
                .toList();
        Stream<Candidate> found = before.isEmpty() ? commands(word) : words(before, word);
        return found.filter(candidate -> candidate.word().startsWith(word))
                .distinct()
                .limit(MOST)
                .map(candidate -> new Candidate(kept + candidate.word(), candidate.description()))
                .toList();
    }

    private Stream<Candidate> commands(String word) {
        List<Candidate> candidates = new ArrayList<>();
        for (Command command : catalog.all()) {
            boolean asked = !RARE.contains(command.scope()) || word.startsWith(command.scope());
            if (asked && command.name().startsWith(word)) {
                candidates.add(new Candidate(command.name(), catalog.description(command)));
            }
            if (!word.isEmpty()
                    && SHORT.contains(command.scope())
                    && command.function().startsWith(word)) {
                candidates.add(new Candidate(command.function(), catalog.description(command)));
            }
        }
        return candidates.stream();
    }

    private Stream<Candidate> words(List<String> before, String word) {
        Optional<Command> command = catalog.find(before.getFirst());
        if (command.isEmpty()) {
            return Stream.empty();
        }
        List<String> given = before.subList(1, before.size());
        return catalog.usages(command.get()).stream().flatMap(usage -> words(usage, given, word));
    }

    private Stream<Candidate> words(Usage usage, List<String> given, String word) {
        if (word.startsWith("-")) {
            return usage.options().stream()
                    .flatMap(option -> option.names().stream().map(name -> new Candidate(name, option.description())));
        }
        List<String> plain = new ArrayList<>();
        Optional<Option> open = Optional.empty();
        for (String each : given) {
            if (open.isPresent()) {
                open = Optional.empty();
            } else if (each.startsWith("-")) {
                open = usage.options().stream()
                        .filter(option -> option.valued() && option.names().contains(each))
                        .findFirst();
            } else {
                plain.add(each);
            }
        }
        if (open.isPresent()) {
            return names.of(open.get().description(), plain);
        }
        List<Argument> arguments = usage.arguments();
        boolean last = plain.size() >= arguments.size();
        if (arguments.isEmpty() || last && !arguments.getLast().many()) {
            return Stream.empty();
        }
        return names.of(
                arguments.get(last ? arguments.size() - 1 : plain.size()).description(), plain);
    }

    /** What an argument can be, by the words of its description. */
    static final class Names {

        /** Runs a command for its value. */
        interface Shell {
            Object run(String command) throws Exception;
        }

        private record Source(Pattern words, String command, String member) {}

        private static final List<Source> SOURCES = List.of(
                source("symbolic name", "bundle:lb", "name"),
                source("\\bmodule\\b", "beehive:list", "name"),
                source("\\bkey\\b", "config:get %s", "key"),
                source("\\bPID\\b", "config:list", "pid"),
                source("\\bfeatures?\\b", "feature:list", "name"),
                source("\\blogger\\b", "bundle:lb", "name"),
                source("\\bname of the component\\b", "scr:list", "name"),
                source("\\bname of the command\\b", "beehive:help", "command"));
        private static final Pattern WORDS = Pattern.compile("one of ([A-Za-z]+(?:(?:, | or )[A-Za-z]+)+)");

        private final Shell shell;

        Names(Shell shell) {
            this.shell = shell;
        }

        private static Source source(String words, String command, String member) {
            return new Source(Pattern.compile(words), command, member);
        }

        /** @param given the words of the command before this one */
        Stream<Candidate> of(String description, List<String> given) {
            Matcher words = WORDS.matcher(description);
            if (words.find()) {
                return Arrays.stream(words.group(1).split(", | or ")).map(word -> new Candidate(word, ""));
            }
            return SOURCES.stream()
                    .filter(source -> source.words().matcher(description).find())
                    .findFirst()
                    .map(source -> ask(source, given.isEmpty() ? "" : given.getFirst()))
                    .orElseGet(Stream::empty);
        }

        private Stream<Candidate> ask(Source source, String first) {
            if (!first.matches("[\\w.:~|-]*")) {
                return Stream.empty();
            }
            try {
                return shell.run(source.command().formatted(first)) instanceof Iterable<?> rows
                        ? candidates(rows, source.member())
                        : Stream.empty();
            } catch (Exception e) {
                return Stream.empty();
            }
        }

        private static Stream<Candidate> candidates(Iterable<?> rows, String member) {
            List<Candidate> candidates = new ArrayList<>();
            for (Object row : rows) {
                String name = TablePrinter.fields(row).getOrDefault(member, "");
                if (!name.isEmpty() && name.indexOf(' ') < 0) {
                    candidates.add(new Candidate(name, ""));
                }
            }
            return candidates.stream();
        }
    }
}
