package io.skep.beehive.shell.internal;

import java.io.PrintStream;
import java.time.Duration;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;

/** Commands that print as they go on. */
final class Output {

    private Output() {}

    /** Where a command prints what it does not return: its pipe, else its session. */
    static PrintStream of(CommandSession session) {
        Process process = Process.Utils.current();
        PrintStream pipe = process == null ? null : process.out();
        return pipe == null ? session.getConsole() : pipe;
    }

    /** Waits before the command goes on; false if it is to end. */
    static boolean pause(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
