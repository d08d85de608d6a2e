package io.skep.beehive.shell.internal;

import java.io.PrintStream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;

/** Where a command prints what it does not return: its pipe, else its session. */
final class Output {

    private Output() {}

    static PrintStream of(CommandSession session) {
        Process process = Process.Utils.current();
        PrintStream pipe = process == null ? null : process.out();
        return pipe == null ? session.getConsole() : pipe;
    }
}
