package io.skep.distributions.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.distributions.launcher.LauncherException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkepTest {

    @TempDir
    Path temp;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private int run(String line) {
        List<String> words = List.of(line.split(" "));
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return Skep.run(temp, words.getFirst(), words.subList(1, words.size()), out);
    }

    @ParameterizedTest
    @CsvSource({
        "fly, SKEP-104",
        "up --edges none, SKEP-104",
        "up --edges 1000, SKEP-104",
        "up now, SKEP-104",
        "up --kubeconfig /nonexistent, SKEP-125",
        "logs, SKEP-104",
        "logs edge-7, SKEP-117",
        "shell, SKEP-104",
        "shell edge-7 lb, SKEP-117",
        "token, SKEP-117",
        "token --force, SKEP-104",
        "bench nonsense, SKEP-119",
        "bench startup.nonsense, SKEP-119",
        "bench hub.nonsense, SKEP-119",
        "down --force, SKEP-104"
    })
    void refusesInOneLineWithACode(String line, String code) {
        assertThatThrownBy(() -> run(line))
                .isInstanceOfSatisfying(
                        LauncherException.class,
                        e -> assertThat(e.line())
                                .startsWith(code + " ")
                                .hasLineCount(1)
                                .doesNotContain("Exception:"));
    }

    @Test
    void tokenIsACommandOfTheCloudsShell() {
        assertThat(Watchers.tokenWords(List.of())).containsExactly("cloud", "cloudhub:token", "show");
        assertThat(Watchers.tokenWords(List.of("list"))).containsExactly("cloud", "cloudhub:token");
        assertThat(Watchers.tokenWords(List.of("--dir", "d", "revoke", "all")))
                .containsExactly("--dir", "d", "cloud", "cloudhub:token", "revoke", "all");
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(run("help")).isZero();
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains(
                        "  up ",
                        "  down ",
                        "  status ",
                        "  logs ",
                        "  shell ",
                        "  token ",
                        "  test ",
                        "  bench ",
                        "  soak ",
                        "  doctor ");
    }

    @Test
    void statusOfNothingSaysHowToStart() {
        assertThat(run("status")).isEqualTo(1);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("./skep up");
    }

    @Test
    void logsPrintsTheWholeLog() throws IOException {
        Files.createDirectories(temp.resolve("var/edge-1/log"));
        Files.writeString(temp.resolve("var/edge-1/log/edge-1.log"), "one\n".repeat(9000) + "last\n");
        assertThat(run("logs edge-1")).isZero();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).hasLineCount(9001).endsWith("last\n");
    }

    @Test
    void namesTheProcessThatHoldsAPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(Ports.isFree(socket.getLocalPort())).isFalse();
            assertThat(Ports.owner(socket.getLocalPort()))
                    .get()
                    .asString()
                    .startsWith("process " + ProcessHandle.current().pid() + " (");
            Ports ports = new Ports(socket.getLocalPort() - 10000);
            assertThatThrownBy(() -> ports.checkFree(false)).hasMessageContaining("127.0.0.1:" + socket.getLocalPort());
        }
    }

    @Test
    void choosesPortsThatNobodyListensOn() throws IOException {
        Ports first = Ports.freeFrom(18_000);
        try (ServerSocket socket = new ServerSocket(first.https(), 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(Ports.freeFrom(18_000).https()).isNotEqualTo(socket.getLocalPort());
        }
    }

    @Test
    void countsTheTestsOfAReportAndNamesTheSkippedOnes() {
        TestReport report = new TestReport(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        report.add("<testsuite name=\"a\" time=\"1,234.5\" tests=\"3\" errors=\"1\" skipped=\"1\" failures=\"0\">"
                + "<testcase name=\"one\" classname=\"A\" time=\"0\"/>"
                + "<testcase name=\"two\" classname=\"A\" time=\"0\">\n<skipped message=\"no kubectl\"/>\n</testcase>"
                + "<testcase name=\"three\" classname=\"A\"><error/></testcase></testsuite>");
        assertThat(report.tests()).isEqualTo(3);
        assertThat(report.failed()).isEqualTo(1);
        assertThat(report.skipped()).containsExactly("A.two");
    }

    @Test
    void aFigureIsTheMedianWithItsBounds() {
        Figure figure = new Figure("startup.edgecore.ready", "s", List.of(3.0, 1.0, 2.0, 10.0));
        assertThat(figure.json().toString())
                .isEqualTo("{name=startup.edgecore.ready, unit=s, value=2.5, min=1.0, max=10.0, runs=4}");
    }
}
