package io.skep.itests.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real pseudo-terminal with a POSIX shell in it, kept by tmux, which also knows what is on the screen. */
final class Terminal implements AutoCloseable {

    /** What the shell in it shows when it waits for a command. */
    static final String PROMPT = "admin$";

    private final String server;

    private Terminal(String server) {
        this.server = server;
    }

    /**
     * Opens one.
     *
     * @param name of a server of its own
     * @param environment of the shell
     */
    static Terminal open(String name, Path folder, Map<String, String> environment) {
        Terminal terminal = new Terminal(name);
        List<String> words = new ArrayList<>(List.of("-f", "/dev/null", "new-session", "-d", "-x", "140", "-y", "50"));
        words.addAll(List.of("-c", folder.toString(), "env", "PS1=" + PROMPT + " "));
        environment.forEach((key, value) -> words.add(key + "=" + value));
        words.add("sh");
        terminal.tmux(words);
        return terminal;
    }

    private String tmux(List<String> words) {
        List<String> all = new ArrayList<>(List.of("tmux", "-u", "-L", server));
        all.addAll(words);
        return Command.of(all).run().ok().out();
    }

    void type(String text) {
        tmux(List.of("send-keys", "-l", "--", text));
    }

    /** Presses a key by tmux's name of it, such as {@code C-c}. */
    void press(String key) {
        tmux(List.of("send-keys", key));
    }

    void resize(int columns) {
        tmux(List.of("resize-window", "-x", String.valueOf(columns)));
    }

    /** Everything on the screen and above it, a wrapped line as one. */
    List<String> lines() {
        return tmux(List.of("capture-pane", "-p", "-J", "-S", "-"))
                .lines()
                .map(String::stripTrailing)
                .toList();
    }

    /** What is on the screen now. */
    String screen() {
        return tmux(List.of("capture-pane", "-p"));
    }

    /** All lines with the escape codes of colours. */
    String colored() {
        return tmux(List.of("capture-pane", "-p", "-e", "-J", "-S", "-"));
    }

    /** The last line that is not empty. */
    String lastLine() {
        return lines().stream().filter(line -> !line.isBlank()).reduce("", (_, line) -> line);
    }

    @Override
    public void close() {
        tmux(List.of("kill-server"));
    }
}
