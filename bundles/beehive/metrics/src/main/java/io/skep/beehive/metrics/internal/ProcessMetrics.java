package io.skep.beehive.metrics.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The process as the kernel sees it; what the kernel does not tell is left out. */
final class ProcessMetrics implements MetricSource {

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
    private static final Pattern VIRTUAL = Pattern.compile("(?m)^VmSize:\\s+(\\d+) kB$");
    private static final Pattern MOST_FILES = Pattern.compile("(?m)^Max open files\\s+(\\d+) ");
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final Path self;
    private final ProcessHandle process;

    /** @param self the process' folder in /proc */
    ProcessMetrics(Path self, ProcessHandle process) {
        this.self = self;
        this.process = process;
    }

    @Override
    public List<Family> families() {
        List<Family> families = new ArrayList<>();
        ProcessHandle.Info info = process.info();
        Optional<Duration> cpu = info.totalCpuDuration();
        cpu.ifPresent(time -> families.add(Family.counter("process_cpu_seconds", "Time of processors used so far.")
                .add(time.toNanos() / NANOS)
                .build()));
        Optional<Instant> start = info.startInstant();
        start.ifPresent(time -> families.add(
                gauge("process_start_time_seconds", "When the process was started.", time.toEpochMilli() / MILLIS)));
        openFiles().ifPresent(count -> families.add(gauge("process_open_fds", "Open files and sockets.", count)));
        number("limits", MOST_FILES)
                .ifPresent(most -> families.add(gauge("process_max_fds", "Most open files and sockets.", most)));
        number("status", RESIDENT)
                .ifPresent(kib -> families.add(
                        gauge("process_resident_memory_bytes", "Memory in use, files included.", 1024.0 * kib)));
        number("status", VIRTUAL)
                .ifPresent(kib ->
                        families.add(gauge("process_virtual_memory_bytes", "Reserved addresses.", 1024.0 * kib)));
        return families;
    }

    private static Family gauge(String name, String help, double value) {
        return Family.gauge(name, help).add(value).build();
    }

    private OptionalLong openFiles() {
        try (Stream<Path> files = Files.list(self.resolve("fd"))) {
            return OptionalLong.of(files.count());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private OptionalLong number(String file, Pattern line) {
        try {
            Matcher matcher = line.matcher(Files.readString(self.resolve(file)));
            return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
