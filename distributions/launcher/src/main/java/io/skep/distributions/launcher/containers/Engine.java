package io.skep.distributions.launcher.containers;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Proc;
import io.skep.distributions.launcher.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The private containerd that serves the pods of all edges below one folder. */
public final class Engine {

    /** Its name among the instances, and that of its folder. */
    public static final String NAME = "containerd";

    /** The image that holds a pod's namespaces. */
    public static final String SANDBOX_IMAGE = Images.PAUSE;

    private static final String NODE_LABEL = "io.skep/node";

    private final Place place;
    private final EngineStart starter;

    /**
     * The containerd of a folder, whether there is one or not.
     *
     * @param dir the folder with the state of cloud and edges
     * @param socket where a new one is to listen
     */
    public Engine(Path dir, Path socket) {
        Place fresh = new Place(dir, socket);
        this.place = EngineRecord.read(fresh.record())
                .map(known -> new Place(dir, known.socket()))
                .orElse(fresh);
        this.starter = new EngineStart(place);
    }

    /** Why this machine can run no containers for this user, in half a sentence; empty if it can. */
    public static Optional<String> obstacle() {
        if (!Host.isRoot()) {
            return Optional.of("not root");
        }
        List<Tools.Missing> missing = Tools.missing();
        return missing.isEmpty() ? Optional.empty() : Optional.of(Tools.Missing.sentence(missing));
    }

    /** What edges are to connect to. */
    public String endpoint() {
        return "unix://" + place.socket();
    }

    /** The log of the process. */
    public Path log() {
        return place.log();
    }

    /** Whether {@code up} has ever started it. */
    public boolean isKnown() {
        return Files.exists(place.record());
    }

    /** Whether it is to run: it was started, and not stopped since. */
    public boolean isWanted() {
        return Files.exists(place.pid());
    }

    /** The running process; empty if it does not run. */
    public Optional<ProcessHandle> find() {
        try {
            String[] words = Files.readString(place.pid()).strip().split(" ");
            long pid = Long.parseLong(words[0]);
            return ProcessHandle.of(pid)
                    .filter(process ->
                            Proc.isRunning(pid) && Proc.startTicks(pid).equals(words[1]));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /**
     * Starts it if it does not run, on the state that is there: containers that survived it are taken over.
     *
     * @return what happened, for people
     * @throws LauncherException if it does not serve
     */
    public String start() {
        try {
            Optional<ProcessHandle> running = find().or(this::findLost);
            if (running.isPresent()) {
                starter.await(running.get());
                return "runs already";
            }
            return "containerd " + serving(starter.start()) + " serves pods";
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE,
                    "The folder " + place.home() + " cannot be used: " + Reason.of(e) + ".",
                    e);
        }
    }

    /** One that does not serve is ended, so that the next start does not take it over. */
    private String serving(ProcessHandle process) throws IOException {
        try {
            return starter.await(process);
        } catch (LauncherException e) {
            EngineProcesses.end(List.of(process.pid()), Duration.ofSeconds(5));
            throw e;
        }
    }

    /** A running one whose pid file is gone. */
    private Optional<ProcessHandle> findLost() {
        Optional<Long> lost = new EngineProcesses(place).daemons().stream().findFirst();
        try {
            if (lost.isPresent()) {
                starter.adopt(lost.get());
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return lost.flatMap(ProcessHandle::of);
    }

    /** Makes a folder one from which mounts reach the containers, as they do on machines whose root is a shared mount. */
    public boolean share(Path folder) {
        try {
            Path real = Files.createDirectories(folder).toRealPath();
            if (Mounts.ofThisMachine().isShared(real)) {
                return true;
            }
            String name = real.toString();
            return Program.run(List.of("mount", "--bind", "--", name, name)).succeeded()
                    && Program.run(List.of("mount", "--make-rshared", "--", name))
                            .succeeded();
        } catch (IOException e) {
            return false;
        }
    }

    /** How many containers there are, those that hold the pods included, for people. */
    public String describeContainers() {
        if (!Host.isRoot()) {
            return "only root sees its containers";
        }
        int containers = new Ctr(place).containers().size();
        return containers + (containers == 1 ? " container" : " containers");
    }

    /** How many containers the agent of a node made, without those that hold the pods. */
    public int containersOf(String node) {
        return new Ctr(place).containersOf(NODE_LABEL, node).size();
    }

    /** Why it ended by itself. */
    public String lastWords() {
        return EngineLog.lastWords(place.log());
    }

    /**
     * Stops it with all its containers and removes what they made on this machine; images stay. Volumes that edges mounted for their pods go
     * even if it never ran.
     *
     * @return whether it was there to stop
     * @throws LauncherException naming what is left
     */
    public boolean remove() {
        boolean there = isKnown() && (isWanted() || isLeft());
        if (!there && !(Host.isRoot() && hasMounts())) {
            return false;
        }
        if (!Host.isRoot()) {
            throw new LauncherException(
                    LauncherError.CONTAINERS_NEED_ROOT,
                    "The containers below " + place.dir() + " were started by root.");
        }
        try {
            List<String> left = new Removal(place).run();
            if (!left.isEmpty()) {
                throw new LauncherException(
                        LauncherError.CONTAINERS_LEFT,
                        "Of the containers below " + place.dir() + " this is left: " + String.join(", ", left) + ".");
            }
            return there;
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE,
                    "The folder " + place.home() + " cannot be cleaned: " + Reason.of(e) + ".",
                    e);
        }
    }

    private boolean hasMounts() {
        try {
            return !new Removal(place).mounts().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isLeft() {
        return Files.exists(place.run()) || !new EngineProcesses(place).all().isEmpty();
    }
}
