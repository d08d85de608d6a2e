package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skep.itests.process.Command.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a machine from starting anything is said in one line with a code and the next step. */
class BadStartIT {

    private static final int OFFSET = 2_100;

    @TempDir
    private Path temp;

    private Path dir;

    @BeforeEach
    void name() {
        dir = temp.resolve("var");
    }

    private Result up() {
        return Cluster.skep(
                "up", "-d", "--edges", "0", "--dir", dir.toString(), "--port-offset", Integer.toString(OFFSET));
    }

    private static void assertOneLine(Result result, String code, String... words) {
        assertThat(result.status()).as(result.toString()).isEqualTo(1);
        assertThat(result.err())
                .hasLineCount(1)
                .startsWith(code + " ")
                .doesNotContain("Exception", "\tat ")
                .contains(words);
    }

    private static ServerSocket hold(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
    }

    /** A folder with a JDK in it that is too old: as much of one as the script looks at. */
    private Path oldJdk() throws IOException {
        Path jdk = Files.createDirectories(temp.resolve("jdks/old"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        Path bin = Files.createDirectories(jdk.resolve("bin"));
        for (String name : List.of("java", "javac")) {
            Path program = bin.resolve(name);
            Files.writeString(program, "#!/bin/sh\necho 'openjdk version \"17.0.15\"' >&2\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        return jdk;
    }

    private Result withJava(Path javaHome, Path roots) {
        return Command.of(
                        "env",
                        "-i",
                        "PATH=" + javaHome.resolve("bin") + ":/bin",
                        "HOME=" + temp,
                        "JAVA_HOME=" + javaHome,
                        "SKEP_JDK_ROOTS=" + roots,
                        Cluster.ROOT.resolve("skep").toString(),
                        "status",
                        "--dir",
                        dir.toString())
                .run();
    }

    @Test
    void aMachineWithAnOldJavaOnlyIsToldWhatToInstall() throws IOException {
        Path old = oldJdk();
        assertOneLine(
                withJava(old, old.getParent()),
                "SKEP-101",
                "JAVA_HOME, PATH, " + old.getParent(),
                "java on PATH is openjdk version \"17.0.15\"",
                "Install one, for example Temurin 25");

        Path present = Path.of(System.getProperty("java.home"));
        assertThat(withJava(old, present.getParent()).out()).contains("start with ./skep up");
    }

    @Test
    void aPortInUseIsNamedWithItsProcess() throws IOException {
        try (ServerSocket taken = hold(10002 + OFFSET)) {
            assertOneLine(
                    up(),
                    "SKEP-109",
                    "127.0.0.1:" + taken.getLocalPort(),
                    "by process " + ProcessHandle.current().pid(),
                    "--port-offset");
        }
        assertThat(dir.resolve("cloud/api.db")).doesNotExist();
    }

    @Test
    void aPortThatIsFreedIsTakenByARunningCloud() throws Exception {
        Path state = Files.createDirectories(dir.resolve("cloud/log")).getParent();
        Path config = Files.writeString(temp.resolve("cloudcore.yaml"), """
                apiVersion: cloudcore.config.kubeedge.io/v1alpha1
                kind: CloudCore
                commonConfig:
                  monitorServer:
                    enable: false
                modules:
                  cloudHub:
                    enable: false
                  apiServer:
                    port: %2$d
                    dataSource: %1$s/api.db
                    kubeConfig: %1$s/kubeconfig
                    pkiDir: %1$s/pki/api
                """.formatted(state, 6443 + OFFSET));
        ServerSocket taken = hold(6443 + OFFSET);
        ProcessBuilder builder = new ProcessBuilder(
                        Cluster.ROOT
                                .resolve("distributions/cloudcore/target/cloudcore/bin/cloudcore")
                                .toString(),
                        "--dir",
                        state.toString(),
                        "--name",
                        "cloud",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("log/console.log").toFile());
        builder.environment()
                .put(
                        "SKEP_JAVA",
                        Path.of(System.getProperty("java.home"), "bin/java").toString());
        Process cloud = builder.start();
        try {
            LogTail log = LogTail.ofAll(state.resolve("log/cloud.log"));
            log.awaitOnly("SKEP-901", "127.0.0.1:" + taken.getLocalPort(), "the address is in use", "ss -ltnp");
            taken.close();
            Await.until(
                    "the API listens",
                    Duration.ofSeconds(30),
                    log::lines,
                    lines -> lines.stream().anyMatch(line -> line.contains("listens on https://127.0.0.1:8543")));
        } finally {
            taken.close();
            cloud.destroy();
            assertThat(cloud.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aFolderThatCannotBeMadeOrWrittenIsNamed() throws IOException {
        dir = Path.of("/proc/skep");
        assertOneLine(up(), "SKEP-108", "/proc/skep", "choose another --dir");

        dir = Files.writeString(temp.resolve("plain"), "a file").resolve("var");
        assertOneLine(up(), "SKEP-108", temp.resolve("plain").toString(), "Make the folder writable");
    }

    @Test
    void aFolderOfSomebodyElseIsNamed() throws IOException {
        Path closed = Files.createDirectory(temp.resolve("closed"));
        assertThat(closed.toFile().setWritable(false, false)).isTrue();
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            assumeThat(Files.getPosixFilePermissions(Path.of("/dev/null")))
                    .as("an ordinary user can use /dev/null")
                    .contains(PosixFilePermission.OTHERS_WRITE);
            assertThat(temp.toFile().setExecutable(true, false)).isTrue();
            assertThat(closed.toFile().setExecutable(true, false)).isTrue();
            command.addAll(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
        }
        command.addAll(List.of(
                Cluster.ROOT.resolve("skep").toString(),
                "up",
                "-d",
                "--dir",
                closed.resolve("var").toString()));
        Result result = Command.of(command).with("SKEP_NO_BUILD", "1").run();
        assertOneLine(result, "SKEP-108", closed.resolve("var").toString(), "permission denied", "Make the folder");
    }

    @Test
    void aConfigurationThatCannotBeReadEndsTheStart() throws IOException {
        Path config = Files.createDirectories(dir.resolve("cloud/conf")).resolve("cloudcore.yaml");
        Files.writeString(config, "kind: CloudCore\nmodules: [\n");
        assertOneLine(up(), "SKEP-116", "cloud ended at its start", "SKEP-301", config.toString(), "line 3");
        assertThat(Files.readString(config)).isEqualTo("kind: CloudCore\nmodules: [\n");
        assertThat(Files.readString(dir.resolve("cloud/log/cloud.log"))).doesNotContain(" stack=");
    }
}
