package io.skep.distributions.launcher.containers;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The programs of other people that container pods need, and the Debian packages they come in. */
final class Tools {

    private static final List<String> SYSTEM_FOLDERS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");
    private static final List<Path> CNI_FOLDERS = List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin"));
    private static final List<String> CNI_PLUGINS = List.of("bridge", "host-local", "portmap", "loopback");
    private static final int INTERPRETER = 3;

    private Tools() {}

    /** PATH with the administrator's folders, which a user's PATH may lack. */
    static String path() {
        Set<String> folders = new LinkedHashSet<>(Arrays.asList(
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")));
        folders.addAll(SYSTEM_FOLDERS);
        return String.join(":", folders);
    }

    static Optional<Path> find(String name) {
        return Arrays.stream(path().split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The folder of the CNI plugins, where Debian or the plugins' own archive puts them. */
    static Optional<Path> cniFolder() {
        return CNI_FOLDERS.stream()
                .filter(folder -> CNI_PLUGINS.stream().allMatch(name -> Files.isExecutable(folder.resolve(name))))
                .findFirst();
    }

    /** A busybox that needs no library, so that it runs in an image without any. */
    static Optional<Path> busybox() {
        return find("busybox").filter(Tools::isStatic);
    }

    /** What is not installed, with its package. */
    static List<Missing> missing() {
        return missing(Tools::find, cniFolder().isPresent(), busybox().isPresent());
    }

    static List<Missing> missing(Function<String, Optional<Path>> find, boolean cni, boolean busybox) {
        List<Missing> missing = new ArrayList<>();
        List<Missing> needed = List.of(
                new Missing("containerd", "containerd"),
                new Missing("ctr", "containerd"),
                new Missing("runc", "runc"),
                new Missing("ip", "iproute2"),
                new Missing("iptables-save", "iptables"));
        needed.stream().filter(tool -> find.apply(tool.name()).isEmpty()).forEach(missing::add);
        if (!cni) {
            missing.add(new Missing("the CNI plugins", "containernetworking-plugins"));
        }
        if (!busybox) {
            missing.add(new Missing("a static busybox", "busybox-static"));
        }
        return missing;
    }

    /** Something that is not installed, and the Debian package that brings it. */
    record Missing(String name, String debianPackage) {

        /** Names all and the one command that installs them. */
        static String sentence(List<Missing> missing) {
            List<String> names = missing.stream().map(Missing::name).toList();
            Set<String> packages = new LinkedHashSet<>();
            missing.forEach(tool -> packages.add(tool.debianPackage()));
            return String.join(", ", names) + (names.size() == 1 ? " is" : " are") + " missing; apt-get install "
                    + String.join(" ", packages);
        }
    }

    /** Whether an ELF program asks for no interpreter, which means that no library is loaded. */
    static boolean isStatic(Path program) {
        try (RandomAccessFile file = new RandomAccessFile(program.toFile(), "r")) {
            ByteBuffer head = read(file, 0, 64);
            boolean wide = head.get(4) == 2;
            long at = wide ? head.getLong(32) : Integer.toUnsignedLong(head.getInt(28));
            int size = head.getShort(wide ? 54 : 42);
            int count = head.getShort(wide ? 56 : 44);
            if (head.getInt(0) != 0x464c457f || size < 4 || count > 64) {
                return false;
            }
            for (int i = 0; i < count; i++) {
                if (read(file, at + (long) i * size, 4).getInt(0) == INTERPRETER) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static ByteBuffer read(RandomAccessFile file, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(at);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
