package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The logic behind the script {@code ./skep}, which finds the JDK and builds. */
public final class Skep {

    private Skep() {}

    /**
     * Ends the JVM with the status of the command.
     *
     * @param arguments the source tree, the command, its words
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        int status;
        try {
            status = run(Path.of(arguments[0]), arguments[1], List.of(arguments).subList(2, arguments.length), out);
        } catch (LauncherException e) {
            System.err.println(e.line());
            status = e.error() == LauncherError.USAGE ? 2 : 1;
        }
        out.flush();
        System.exit(status);
    }

    /** Carries out one command and returns its status. */
    static int run(Path root, String command, List<String> words, PrintStream out) {
        return switch (command) {
            case "up" -> new Up(out).up(root, words);
            case "down" -> new Up(out).down(root, words);
            case "status" -> new Watchers(out).status(root, words);
            case "logs" -> new Watchers(out).logs(root, words);
            case "shell" -> new Watchers(out).shell(root, words, Boolean.getBoolean("skep.terminal"));
            case "token" -> new Watchers(out).token(root, words);
            case "bench" -> new Bench(out).run(root, words);
            case "doctor" -> new Doctor(out).run(root, words);
            case "test-report" -> new TestReport(out).print(root, words);
            case "help" -> help(out);
            default -> throw new LauncherException(LauncherError.USAGE, "There is no command '" + command + "'.");
        };
    }

    private static int help(PrintStream out) {
        try (InputStream in = Skep.class.getResourceAsStream("help.txt")) {
            out.write(in.readAllBytes());
            return 0;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
