package io.skep.distributions.launcher.containers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The images that are there without a registry: a busybox to try pods with, and what holds a pod's namespaces. */
final class Images {

    static final String BUSYBOX = "skep.local/busybox:1";
    static final String PAUSE = "skep.local/pause:1";

    private static final int ALL = 0755;
    private static final List<String> LOOP = List.of(
            "/bin/busybox", "sh", "-c", "trap 'exit 0' TERM INT; while :; do /bin/busybox sleep 86400 & wait $!; done");

    private Images() {}

    /**
     * Packs both.
     *
     * @param busybox a static busybox of this machine
     * @param applets the commands in it
     * @param machine as the system property os.arch names it
     */
    static OciArchive pack(Path busybox, List<String> applets, String machine) throws IOException {
        byte[] program = Files.readAllBytes(busybox);
        OciArchive archive = new OciArchive(architecture(machine));
        archive.add(BUSYBOX, List.of(), List.of("/bin/sh"), busybox(program, applets));
        Optional<byte[]> pause = PauseProgram.of(machine);
        if (pause.isPresent()) {
            archive.add(
                    PAUSE,
                    List.of("/pause"),
                    List.of(),
                    new Tar().file("pause", ALL, pause.get()).bytes());
        } else {
            Tar shell = new Tar().folder("bin", ALL).file("bin/busybox", ALL, program);
            archive.add(PAUSE, LOOP, List.of(), shell.bytes());
        }
        return archive;
    }

    private static byte[] busybox(byte[] program, List<String> applets) {
        Tar tar = new Tar();
        List.of("bin", "dev", "etc", "home", "home/app", "proc", "root", "sys", "var", "var/www")
                .forEach(folder -> tar.folder(folder, ALL));
        tar.folder("tmp", 01777);
        tar.file("bin/busybox", ALL, program);
        applets.stream()
                .filter(name -> name.matches("[a-zA-Z0-9_.\\[-]{1,40}") && !name.equals("busybox"))
                .sorted()
                .distinct()
                .forEach(name -> tar.link("bin/" + name, "busybox"));
        tar.file("etc/passwd", 0644, text("""
                root:x:0:0:root:/root:/bin/sh
                app:x:1000:1000:app:/home/app:/bin/sh
                nobody:x:65534:65534:nobody:/:/bin/false
                """));
        tar.file("etc/group", 0644, text("root:x:0:\napp:x:1000:\nnogroup:x:65534:\n"));
        tar.file("var/www/index.html", 0644, text("hello from busybox\n"));
        return tar.bytes();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Go's name of a processor, from Java's. */
    static String architecture(String machine) {
        return switch (machine) {
            case "aarch64" -> "arm64";
            case "x86_64" -> "amd64";
            default -> machine;
        };
    }
}
