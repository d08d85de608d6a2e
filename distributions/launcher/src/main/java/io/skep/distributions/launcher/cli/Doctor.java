package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.containers.Finding;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code doctor}: looks at all that a run needs; each finding is one line with the next step. */
final class Doctor {

    private static final long LEAST_BYTES = 2L << 30;
    private static final Duration TOKEN_LIFE = Duration.ofHours(24);

    private final PrintStream out;
    private int problems;

    Doctor(PrintStream out) {
        this.out = out;
    }

    /** 0 if nothing is wrong. */
    int run(Path root, List<String> arguments) {
        Words words = Words.parse(arguments, Set.of(), Set.of("--dir", "--port-offset"));
        Layout layout = Layout.of(root, words);
        ok("java", Runtime.version() + " in " + System.getProperty("java.home"));
        tool("mvn", "install Maven: apt-get install maven");
        tool("kubectl", "install kubectl: apt-get install kubernetes-client");
        built(layout);
        ports(layout, new Ports(words.number("--port-offset", 0, 0, 50_000)));
        disk(layout);
        clock(layout);
        instances(layout);
        containers(layout);
        token(layout);
        out.println(problems == 0 ? "no problem found" : problems + (problems == 1 ? " problem" : " problems"));
        return problems == 0 ? 0 : 1;
    }

    private void ok(String what, String finding) {
        out.printf("ok       %-10s %s%n", what, finding);
    }

    private void problem(String what, String finding, String next) {
        problems++;
        out.printf("problem  %-10s %s; %s%n", what, finding, next);
    }

    private void tool(String name, String next) {
        Optional<Path> found = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isPresent()) {
            ok(name, found.get().toString());
        } else {
            problem(name, "not on PATH", next);
        }
    }

    private void built(Layout layout) {
        for (String distribution : List.of("cloudcore", "edgecore")) {
            if (!Files.isExecutable(layout.distribution(distribution).resolve("bin/" + distribution))) {
                problem("build", distribution + " is not assembled", "./skep up builds it");
                return;
            }
        }
        ok("build", "cloudcore and edgecore are assembled");
    }

    private void ports(Layout layout, Ports ports) {
        boolean ours = new Instance(layout, Layout.CLOUD).find().isPresent();
        for (int port : List.of(ports.websocket(), ports.https(), ports.api())) {
            if (!ours && !Ports.isFree(port)) {
                problem(
                        "port",
                        port + " is in use"
                                + Ports.owner(port).map(who -> " by " + who).orElse(""),
                        "stop that process before ./skep up");
                return;
            }
        }
        ok(
                "ports",
                ports.websocket() + " " + ports.https() + " " + ports.api()
                        + (ours ? " are the cloud's" : " are free"));
    }

    private void disk(Layout layout) {
        Path folder = Files.isDirectory(layout.dir()) ? layout.dir() : layout.root();
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (!Files.isWritable(folder)) {
                problem("disk", folder + " is not writable", "choose another --dir");
            } else if (free < LEAST_BYTES) {
                problem("disk", (free >> 20) + " MB free in " + folder, "free 2 GB");
            } else {
                ok("disk", (free >> 30) + " GB free in " + folder);
            }
        } catch (IOException e) {
            problem("disk", folder + " cannot be examined (" + e.getMessage() + ")", "choose another --dir");
        }
    }

    private void clock(Layout layout) {
        try {
            Path ca = layout.pki(Layout.CLOUD, "rootCA.crt");
            FileTime written = Files.exists(ca) ? Files.getLastModifiedTime(ca) : FileTime.fromMillis(0);
            if (written.toInstant().isAfter(Instant.now())) {
                problem("clock", "it is behind the time at which the CA was made", "set the clock of this machine");
            } else {
                ok("clock", Instant.now().toString());
            }
        } catch (IOException e) {
            problem(
                    "clock",
                    "the CA's file cannot be read (" + e.getMessage() + ")",
                    "check the rights of " + layout.dir());
        }
    }

    private void instances(Layout layout) {
        for (String name : layout.instances()) {
            var instance = new Instance(layout, name);
            if (instance.find().isPresent()) {
                ok(name, "runs");
            } else if (Files.exists(layout.state(name).resolve("pid"))) {
                problem(name, "ended by itself: " + instance.lastWords(), "./skep up starts it again");
            } else {
                ok(name, "is stopped");
            }
        }
    }

    private void containers(Layout layout) {
        List<Path> podFolders = layout.instances().stream()
                .map(name -> layout.state(name).resolve("pods"))
                .toList();
        for (Finding finding : Finding.about(layout.engine(), podFolders)) {
            switch (finding.kind()) {
                case OK -> ok(finding.what(), finding.text());
                case NOTE -> out.printf("note     %-10s %s; %s%n", finding.what(), finding.text(), finding.next());
                case PROBLEM -> problem(finding.what(), finding.text(), finding.next());
            }
        }
    }

    private void token(Layout layout) {
        if (!Files.exists(layout.token())) {
            return;
        }
        try {
            Duration age =
                    Duration.between(Files.getLastModifiedTime(layout.token()).toInstant(), Instant.now());
            if (age.compareTo(TOKEN_LIFE) > 0) {
                problem(
                        "token",
                        "it is " + age.toHours() + " h old and has expired",
                        "start the cloud, which renews it");
            } else {
                ok("token", "renewed " + age.toHours() + "h" + age.toMinutesPart() + "m ago");
            }
        } catch (IOException e) {
            problem("token", "it cannot be read (" + e.getMessage() + ")", "check the rights of " + layout.token());
        }
    }
}
