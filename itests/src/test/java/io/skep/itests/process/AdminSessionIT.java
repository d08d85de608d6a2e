package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.process.Command.Result;
import io.skep.itests.process.SessionPage.Script;
import io.skep.itests.process.SessionPage.Seen;
import io.skep.itests.process.SessionPage.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The session of docs/administration.md, typed at a real terminal, and what the shell does without one. */
class AdminSessionIT {

    private static final String SHELL = "./skep shell";
    private static final String OWN = "skep@edge-1>";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Map<String, String> KEYS =
            Map.of("TAB", "Tab", "UP", "Up", "ENTER", "Enter", "CTRL-C", "C-c", "CTRL-D", "C-d");

    private static final SessionPage PAGE = SessionPage.read();
    private static Cluster cluster;

    @BeforeAll
    static void start() {
        Needs.terminal();
        cluster = Cluster.up("admin", 4_700, 1);
        cluster.awaitReady("edge-1");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static Terminal terminal(String name, Map<String, String> environment) {
        return Terminal.open("skep-it-" + name, Cluster.ROOT, environment);
    }

    private static String placed(String command) {
        return command.replace(SHELL, SHELL + " --dir " + cluster.folder());
    }

    @Test
    void typesTheSessionOfTheDocument() throws IOException {
        List<Step> steps = PAGE.steps();
        assertThat(steps).hasSizeGreaterThan(20);
        try (Terminal terminal = terminal("admin", Map.of("SKEP_NO_BUILD", "1"))) {
            awaitPrompt(terminal, Terminal.PROMPT);
            for (int i = 0; i < steps.size(); i++) {
                if (!isThere(steps.get(i))) {
                    continue;
                }
                boolean runsOn = i + 1 < steps.size() && steps.get(i + 1).isKey("CTRL-C");
                take(terminal, steps.get(i), runsOn);
            }
        }
        Path history = cluster.folder().resolve("edge-1/shell-history");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(history)).contains("beehive:list", "start io.skep.edge.dbtest");
    }

    /** Whether the container can do it; a distribution without features to install or a bus that records nothing is asked for less. */
    private static boolean isThere(Step step) {
        if ("all".equals(System.getenv("SKEP_TEST_REQUIRE"))) {
            return true;
        }
        if (step.begins("feature:") || step.begins("lb echo")) {
            return cluster.shell("edge-1", "help").ok().out().contains("feature:install");
        }
        return !step.begins("beehive:trace")
                || !cluster.shell("edge-1", "beehive:recorded").ok().out().isBlank();
    }

    /** Types a line and waits for what the document says one sees; the screen holds earlier lines too, which do not count. */
    private static void take(Terminal terminal, Step step, boolean runsOn) {
        List<String> before = terminal.lines();
        String last = "";
        for (String word : step.typed()) {
            if (KEYS.containsKey(word)) {
                terminal.press(KEYS.get(word));
            } else {
                terminal.type(placed(word));
            }
            last = word;
        }
        boolean open = List.of("TAB", "UP").contains(last);
        if (!KEYS.containsKey(last)) {
            terminal.press("Enter");
        }
        Await.until(
                "after " + step.typed() + " one sees " + step.seen(),
                LIMIT,
                () -> added(before, terminal.lines(), open),
                added -> step.seen().stream().allMatch(seen -> added.contains(seen.text())));
        for (Seen seen : step.seen()) {
            assertThat(!seen.green() || terminal.colored().contains("\u001b[32m" + seen.text()))
                    .as("%s is green after %s", seen.text(), step.typed())
                    .isTrue();
        }
        if (!open && !runsOn) {
            awaitPrompt(terminal, step.isKey("CTRL-D") ? Terminal.PROMPT : OWN);
        }
    }

    /** What has come since, without the echo of what was typed unless the line is still open. */
    private static String added(List<String> before, List<String> now, boolean open) {
        int typedAt = before.size() - 1;
        while (typedAt > 0 && before.get(typedAt).isBlank()) {
            typedAt--;
        }
        int same = 0;
        while (same < typedAt && same < now.size() && before.get(same).equals(now.get(same))) {
            same++;
        }
        return now.subList(Math.min(same, now.size()), now.size()).stream()
                .filter(line -> open || !line.startsWith(OWN + " ") && !line.startsWith(Terminal.PROMPT + " "))
                .collect(Collectors.joining("\n"));
    }

    private static void awaitPrompt(Terminal terminal, String prompt) {
        Await.until("the prompt", LIMIT, terminal::lastLine, prompt::equals);
    }

    @Test
    void coloursNothingWhenToldSo() {
        try (Terminal terminal = terminal("plain", Map.of("SKEP_NO_BUILD", "1", "NO_COLOR", "1"))) {
            awaitPrompt(terminal, Terminal.PROMPT);
            terminal.type(placed(SHELL + " edge-1"));
            terminal.press("Enter");
            awaitPrompt(terminal, OWN);
            terminal.type("beehive:list");
            terminal.press("Enter");
            Await.until("the table", LIMIT, terminal::colored, text -> text.contains("RUNNING"));
            terminal.type("nosuch");
            terminal.press("Enter");
            Await.until(
                    "the table",
                    LIMIT,
                    terminal::lines,
                    lines -> String.join("\n", lines).contains("SKEP-223"));
            assertThat(terminal.colored()).contains("RUNNING").doesNotContain("\u001b[3", "\u001b[1m");
        }
    }

    @Test
    void followsTheWidthOfTheWindow() {
        try (Terminal terminal = terminal("width", Map.of("SKEP_NO_BUILD", "1"))) {
            awaitPrompt(terminal, Terminal.PROMPT);
            terminal.type(placed(SHELL + " edge-1"));
            terminal.press("Enter");
            awaitPrompt(terminal, OWN);
            terminal.type("beehive:top");
            terminal.press("Enter");
            Await.until(
                    "the table", LIMIT, () -> String.join("\n", terminal.lines()), text -> text.contains("HANDLING"));
            terminal.resize(60);
            Await.until(
                    "the table cut to the new width",
                    LIMIT,
                    terminal::screen,
                    text -> text.contains("NAME") && !text.contains("HANDLING"));
            terminal.press("C-c");
            awaitPrompt(terminal, OWN);
        }
    }

    @Test
    void isPlainAndTellsItsStatusInScripts() {
        assertThat(PAGE.scripts()).isNotEmpty();
        for (Script script : PAGE.scripts()) {
            Result result = Command.of("sh", "-c", placed(script.command()))
                    .in(Cluster.ROOT)
                    .with("SKEP_NO_BUILD", "1")
                    .with("COLUMNS", "20")
                    .run();
            assertThat(result.status()).as("%s", result).isEqualTo(script.status());
            assertThat(result.out() + result.err()).contains(script.prints()).doesNotContain("\u001b");
        }
        assertThat(cluster.shell("edge-1", "beehive:list").ok().out())
                .as("lines are not cut")
                .containsPattern("testManager +meta +RUNNING +0 +io\\.skep\\.edge\\.dbtest [0-9.]+");
        Result lines = cluster.shellScript("edge-1", "beehive:list\nnosuch\n");
        assertThat(lines.status()).isEqualTo(2);
        assertThat(lines.out()).doesNotContain("\u001b", OWN).contains("RUNNING");
    }
}
