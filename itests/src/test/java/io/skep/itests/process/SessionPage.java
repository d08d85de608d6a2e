package io.skep.itests.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The tables of docs/administration.md. */
record SessionPage(List<Step> steps, List<Script> scripts) {

    private static final Pattern WORD = Pattern.compile("`([^`]+)`|\\b(TAB|UP|ENTER|CTRL-[A-Z])\\b");
    private static final Pattern SEEN = Pattern.compile("`([^`]+)`( in green)?");

    /**
     * A line of the conversation.
     *
     * @param typed texts and, in capitals, keys
     * @param seen what then stands on the screen
     */
    record Step(List<String> typed, List<Seen> seen) {

        boolean isKey(String key) {
            return typed.equals(List.of(key));
        }

        boolean begins(String command) {
            return typed.getFirst().startsWith(command);
        }
    }

    record Seen(String text, boolean green) {}

    /** A command without a terminal. */
    record Script(String command, String prints, int status) {}

    static SessionPage read() {
        Path page = Cluster.ROOT.resolve("docs/administration.md");
        try {
            String text = Files.readString(page);
            return new SessionPage(
                    rows(text, "## At a terminal").stream()
                            .map(row -> new Step(words(row.getFirst()), seen(row.get(1))))
                            .toList(),
                    rows(text, "## In scripts").stream()
                            .map(row ->
                                    new Script(plain(row.getFirst()), plain(row.get(1)), Integer.parseInt(row.get(2))))
                            .toList());
        } catch (IOException e) {
            throw new AssertionError(page + " cannot be read", e);
        }
    }

    private static List<List<String>> rows(String text, String heading) {
        String section =
                text.substring(text.indexOf(heading) + heading.length()).split("\n## ")[0];
        List<List<String>> rows = new ArrayList<>();
        section.lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .forEach(line -> rows.add(
                        Arrays.stream(line.substring(1, line.length() - 1).split(" \\| "))
                                .map(String::strip)
                                .toList()));
        return rows;
    }

    private static String plain(String cell) {
        return cell.replace("`", "");
    }

    private static List<String> words(String cell) {
        return WORD.matcher(cell)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
    }

    private static List<Seen> seen(String cell) {
        return SEEN.matcher(cell).results().map(SessionPage::seen).toList();
    }

    private static Seen seen(MatchResult found) {
        return new Seen(found.group(1), found.group(2) != null);
    }
}
