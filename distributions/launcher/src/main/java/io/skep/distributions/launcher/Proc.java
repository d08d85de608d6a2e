package io.skep.distributions.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What /proc says about a process. */
public final class Proc {

    /** Clock ticks a second of /proc; fixed by the kernel's user interface on all platforms that matter here. */
    private static final double TICKS = 100.0;

    private Proc() {}

    /** Start time since boot in clock ticks; with the pid it identifies a process. Empty text if there is none. */
    public static String startTicks(long pid) {
        return field(pid, 22);
    }

    /** When it started, to 20 ms and never too late; Java's own start instant is off by up to a second. */
    public static Optional<Instant> startInstant(long pid) {
        String ticks = startTicks(pid);
        try {
            double uptime =
                    Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
            return ticks.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Instant.now()
                            .minusMillis(Math.round((uptime - Long.parseLong(ticks) / TICKS) * 1000) + 20));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether it runs: a process that has ended and that its parent has not yet asked for does not. */
    public static boolean isRunning(long pid) {
        return !List.of("", "Z", "X").contains(field(pid, 3));
    }

    /** Processor time used so far, in seconds. */
    public static double cpuSeconds(long pid) {
        String user = field(pid, 14);
        String system = field(pid, 15);
        return user.isEmpty() ? 0 : (Long.parseLong(user) + Long.parseLong(system)) / TICKS;
    }

    /** Resident memory in megabytes (10^6 bytes); 0 if there is no such process. */
    public static double residentMegabytes(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return 0;
    }

    private static String field(long pid, int number) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return words[number - 3];
        } catch (IOException e) {
            return "";
        }
    }
}
