package io.skep.edge.edged.internal.node;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures a Linux machine: /proc, /etc, the memory limit of the control group, the disk of the pods. */
public final class LinuxMachine implements Machine {

    private static final Logger LOG = LoggerFactory.getLogger(LinuxMachine.class);
    private static final long MIN_MEMORY = 100L << 20;
    private static final double MIN_DISK = 0.10;
    private static final double MIN_PROCESSES = 0.10;

    private final Path root;
    private final Path disk;

    /** @param disk a folder on the disk of the pods */
    public LinuxMachine(Path disk) {
        this(Path.of("/"), disk);
    }

    LinuxMachine(Path root, Path disk) {
        this.root = root;
        this.disk = disk;
    }

    @Override
    public Facts facts() {
        String machineId = text("etc/machine-id").orElse("");
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return new Facts(
                Runtime.getRuntime().availableProcessors(),
                Math.min(memory("MemTotal"), limit("memory.max")),
                diskBytes(),
                machineId,
                text("proc/sys/kernel/random/boot_id").orElse(""),
                text("proc/sys/kernel/osrelease").orElse(System.getProperty("os.version", "")),
                osImage(),
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT),
                switch (architecture) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    default -> architecture;
                },
                address());
    }

    @Override
    public Pressure pressure() {
        return new Pressure(availableMemory() < MIN_MEMORY, isDiskFull(), processesShort());
    }

    private long availableMemory() {
        long free = memory("MemAvailable");
        long limit = limit("memory.max");
        return limit == Long.MAX_VALUE ? free : Math.min(free, limit - number("sys/fs/cgroup/memory.current", 0));
    }

    private long memory(String name) {
        for (String line : lines("proc/meminfo")) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return Long.MAX_VALUE;
    }

    private long limit(String file) {
        return number("sys/fs/cgroup/" + file, Long.MAX_VALUE);
    }

    private long diskBytes() {
        try {
            return store().getTotalSpace();
        } catch (IOException e) {
            LOG.debug("size of the disk at {} unknown: {}", disk, e.toString());
            return 0;
        }
    }

    private boolean isDiskFull() {
        try {
            FileStore store = store();
            return store.getTotalSpace() > 0 && store.getUsableSpace() < store.getTotalSpace() * MIN_DISK;
        } catch (IOException e) {
            LOG.debug("space on the disk at {} unknown: {}", disk, e.toString());
            return false;
        }
    }

    private FileStore store() throws IOException {
        Path there = disk.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return Files.getFileStore(there);
    }

    /** The fourth word of loadavg is running/all tasks. */
    private boolean processesShort() {
        String[] words = text("proc/loadavg").orElse("").split(" ", -1);
        long most = number("proc/sys/kernel/pid_max", Long.MAX_VALUE);
        if (words.length < 4 || most == Long.MAX_VALUE) {
            return false;
        }
        long tasks = Long.parseLong(words[3].substring(words[3].indexOf('/') + 1));
        return most - tasks < most * MIN_PROCESSES;
    }

    private String osImage() {
        for (String line : lines("etc/os-release")) {
            if (line.startsWith("PRETTY_NAME=")) {
                return line.substring("PRETTY_NAME=".length()).replace("\"", "");
            }
        }
        return System.getProperty("os.name", "");
    }

    private static String address() {
        try {
            for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InetAddress address : Collections.list(card.getInetAddresses())) {
                    if (address instanceof Inet4Address && !address.isLoopbackAddress() && card.isUp()) {
                        return address.getHostAddress();
                    }
                }
            }
        } catch (SocketException e) {
            LOG.debug("network addresses unknown: {}", e.toString());
        }
        return "127.0.0.1";
    }

    private long number(String file, long otherwise) {
        return text(file)
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(otherwise);
    }

    private Optional<String> text(String file) {
        return lines(file).stream().findFirst().map(String::strip);
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(root.resolve(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
