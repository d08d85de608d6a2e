package io.skep.distributions.launcher.containers;

import io.skep.distributions.launcher.Proc;
import io.skep.distributions.launcher.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Finds the processes of one private containerd by their command lines, whoever started them, and ends them. */
final class EngineProcesses {

    private static final Set<String> PROGRAMS = Set.of("containerd", "containerd-shim-runc-v2", "runc", "ctr");

    private final Place place;

    EngineProcesses(Place place) {
        this.place = place;
    }

    /** containerd itself. */
    List<Long> daemons() {
        return find(words -> isDaemon(words, place));
    }

    /** All: containerd, the shims that hold its containers, and what it calls. */
    List<Long> all() {
        return find(words -> isOurs(words, place));
    }

    static boolean isDaemon(List<String> words, Place place) {
        return name(words).equals("containerd") && words.contains(place.config().toString());
    }

    static boolean isOurs(List<String> words, Place place) {
        return PROGRAMS.contains(name(words))
                && words.stream()
                        .anyMatch(
                                word -> word.equals(place.socket().toString()) || word.startsWith(place.home() + "/"));
    }

    private static String name(List<String> words) {
        return words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
    }

    private static List<Long> find(Predicate<List<String>> wanted) {
        return Folders.list(Path.of("/proc")).stream()
                .filter(folder -> folder.getFileName().toString().matches("\\d+"))
                .filter(folder ->
                        wanted.test(List.of(Host.read(folder.resolve("cmdline")).split("\0"))))
                .map(folder -> Long.valueOf(folder.getFileName().toString()))
                .filter(Proc::isRunning)
                .toList();
    }

    /** Asks processes to end, waits, and kills those that have not ended. */
    static void end(Collection<Long> pids, Duration patience) {
        pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
        if (!ended(pids, patience)) {
            kill(pids);
        }
    }

    /** Kills processes and waits until they are gone. */
    static void kill(Collection<Long> pids) {
        pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        ended(pids, Duration.ofSeconds(5));
    }

    private static boolean ended(Collection<Long> pids, Duration patience) {
        return Wait.until(patience, () -> pids.stream().noneMatch(Proc::isRunning));
    }
}
