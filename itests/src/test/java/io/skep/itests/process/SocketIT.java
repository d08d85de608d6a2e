package io.skep.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shipped edge and modules that are processes of their own, written in another language. */
class SocketIT {

    private static final String BUNDLE = "io.skep.beehive.socket";
    private static final String[] MODULES = {"py", "killed", "refused", "swapped"};
    private static final int TRAFFIC = 3_000;
    private static final int SWAPS = 5;

    private static Path folder;
    private static Path own;
    private static Path far;
    private static SocketEdge edge;

    @BeforeAll
    static void start() throws IOException {
        Needs.python();
        folder = Files.createTempDirectory("skep-socket");
        own = folder.resolve("own.sock");
        far = folder.resolve("far.sock");
        edge = SocketEdge.start(folder);
        edge.configure(modules(MODULES));
        Await.until("the socket is offered", Duration.ofSeconds(20), () -> own, Files::exists);
    }

    private static String modules(String... names) {
        StringBuilder yaml = new StringBuilder(
                "- {module: local, server: true, address: %s, sockettype: unixpacket, connmax: 3,".formatted(own)
                        + " buffersize: 16384}\n");
        for (String name : names) {
            yaml.append("- {module: %s, server: false, address: %s}\n".formatted(name, own));
        }
        return yaml.toString();
    }

    @AfterAll
    static void stop() throws IOException {
        if (edge != null) {
            edge.close();
        }
        if (folder != null) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(SocketIT::delete);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String packet) {
        try {
            return Json.parse(packet);
        } catch (IOException e) {
            throw new AssertionError("no message: " + packet, e);
        }
    }

    private static String content(String packet) {
        return json(packet).path("content").asText();
    }

    private static void send(String module, String text) {
        assertThat(edge.run("beehive:send " + module + " update default/thing/" + text + " " + text))
                .startsWith("sent ");
    }

    @Test
    void takesInAProcessAsAModule() {
        try (RemoteProcess remote = RemoteProcess.connected(own)) {
            JsonNode answer = json(remote.add("py")).path("content");
            assertThat(answer.path("modules")).extracting(JsonNode::asText).contains("testManager", "metamanager");
            assertThat(answer.path("groups").path("meta"))
                    .extracting(JsonNode::asText)
                    .contains("testManager");
            edge.awaitState("py", "RUNNING");
            assertThat(edge.run("socket:list")).contains("py");

            send("py", "hello");
            JsonNode came = json(remote.read());
            assertThat(came.path("content").asText()).isEqualTo("hello");
            assertThat(came.path("route").path("destination").asText()).isEqualTo("py");

            CompletableFuture<String> call = CompletableFuture.supplyAsync(
                    () -> edge.run("beehive:call py query default/thing/where where"), Thread::startVirtualThread);
            JsonNode asked = json(remote.read());
            assertThat(asked.path("header").path("sync").asBoolean()).isTrue();
            remote.send(
                    "py",
                    "shell",
                    "response",
                    "default/thing/where",
                    "\"here\"",
                    false,
                    asked.path("header").path("msg_id").asText());
            assertThat(call.join()).contains("here");

            String question = remote.send("py", "testManager", "query", "ping", "null", true, "");
            JsonNode pong = json(remote.read());
            assertThat(pong.path("header").path("parent_msg_id").asText()).isEqualTo(question);
            assertThat(pong.path("content").asText()).startsWith("pong ");

            remote.send("py", "testManager", "update", "echo/py", "\"back\"", false, "");
            assertThat(content(remote.read())).isEqualTo("back");
        }
        edge.awaitState("py", "PARKED");
    }

    @Test
    void givesAProcessThatWasKilledItsMessagesWhenItComesBack() {
        try (RemoteProcess remote = RemoteProcess.joined(own, "killed")) {
            send("killed", "read");
            assertThat(content(remote.read())).isEqualTo("read");
            send("killed", "unread-1");
            send("killed", "unread-2");
        }
        edge.awaitState("killed", "PARKED");
        send("killed", "while-away");
        try (RemoteProcess remote = RemoteProcess.joined(own, "killed")) {
            assertThat(Stream.generate(remote::read).limit(4).map(SocketIT::content))
                    .containsExactly("read", "unread-1", "unread-2", "while-away");
            Await.until(
                    "the edge knows that all was read",
                    Duration.ofSeconds(20),
                    () -> edge.run("socket:list"),
                    text -> text.matches("(?s).*\\bkilled +0\\b.*"));
        }
        assertThat(edge.run("beehive:info killed")).doesNotContainPattern("redelivered +0\\b");
        edge.awaitState("killed", "PARKED");
        try (RemoteProcess remote = RemoteProcess.joined(own, "killed")) {
            assertThat(content(remote.read())).as("in hand when it was killed").isEqualTo("while-away");
        }
    }

    @Test
    void refusesRubbishInOneLine() {
        LogTail log = LogTail.fromNow(edge.log());
        try (RemoteProcess remote = RemoteProcess.joined(own, "refused")) {
            remote.tell("send {\"rubbish");
            assertThat(remote.read()).isEqualTo("END");
            log.awaitOnly("SKEP-583", "is no message");
        }
        log.mark();
        try (RemoteProcess remote = RemoteProcess.joined(own, "refused")) {
            remote.tell("size 20000");
            assertThat(remote.read()).isEqualTo("END");
            log.awaitOnly("SKEP-584", "20000", "16384");
        }
        log.mark();
        try (RemoteProcess remote = RemoteProcess.connected(own)) {
            assertThat(remote.add("stranger")).contains("SKEP-585");
            assertThat(remote.read()).isEqualTo("END");
            log.awaitOnly("SKEP-585", "stranger");
        }
        log.mark();
        try (RemoteProcess remote = RemoteProcess.connected(own)) {
            remote.send("refused", "testManager", "update", "default/a/b", "1", false, "");
            assertThat(remote.read()).isEqualTo("END");
            log.awaitOnly("SKEP-585", "refused");
        }
        log.mark();
        String large = "x".repeat(20_000);
        try (RemoteProcess remote = RemoteProcess.connected(own)) {
            assertThat(remote.add("refused")).contains("modules");
            assertThat(edge.run("beehive:call refused query default/a/b " + large))
                    .contains("SKEP-584");
            log.awaitOnly("SKEP-584", "20", "16384");
        }
    }

    @Test
    void sendsAnotherUserAway() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "another user can be taken on by root only");
        LogTail log = LogTail.fromNow(edge.log());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-rw-rw-"));
        try (RemoteProcess remote = new RemoteProcess()) {
            remote.tell("user 65534");
            remote.ask("connect " + own);
            assertThat(remote.read()).isEqualTo("END");
            log.awaitOnly("SKEP-586", "65534");
        } finally {
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void losesNothingWhileItsBundleIsSwappedUnderTraffic() {
        try (RemoteProcess remote = new RemoteProcess()) {
            remote.tell("traffic " + own + " swapped " + TRAFFIC);
            awaitConnection("swapped");
            Path jar = RebuiltJar.of("edgecore", BUNDLE, "0.1.1", folder.resolve("jars"));
            for (int swap = 0; swap < SWAPS; swap++) {
                assertThat(edge.run("update " + BUNDLE + (swap % 2 == 0 ? " --from " + jar : "")))
                        .contains(BUNDLE);
                awaitConnection("swapped");
            }
            assertThat(remote.answer(Duration.ofSeconds(60)))
                    .matches("seen " + TRAFFIC + " doubled \\d connections " + (SWAPS + 1));
        }
    }

    private static void awaitConnection(String module) {
        Await.until(
                "the process of " + module + " is connected",
                Duration.ofSeconds(20),
                () -> edge.run("socket:list"),
                text -> text.contains(module));
    }

    @Test
    void isAModuleOfAnotherProcess() throws IOException {
        try (RemoteProcess remote = new RemoteProcess()) {
            remote.tell("accept " + far);
            edge.configure(modules(MODULES) + "- {module: skep, server: false, address: " + far + "}\n");
            assertThat(remote.answer(Duration.ofSeconds(20))).isEqualTo("accepted");
            JsonNode add = json(remote.read());
            assertThat(add.path("route").path("operation").asText()).isEqualTo("add");
            assertThat(add.path("route").path("source").asText()).isEqualTo("skep");
            remote.send(
                    "skep",
                    "skep",
                    "response",
                    "module",
                    "{\"modules\":[\"distant\",\"skep\"],\"groups\":{\"afar\":[\"distant\"]}}",
                    false,
                    add.path("header").path("msg_id").asText());
            edge.awaitState("distant", "RUNNING");
            assertThat(edge.run("beehive:info distant")).containsPattern("group +afar\\b");

            edge.run("beehive:send distant update default/thing/a hello");
            JsonNode came = json(remote.read());
            assertThat(came.path("content").asText()).isEqualTo("hello");
            assertThat(came.path("route").path("source").asText()).isEqualTo("skep");
            String question = remote.send("distant", "testManager", "query", "ping", "null", true, "");
            JsonNode pong = json(remote.read());
            assertThat(pong.path("header").path("parent_msg_id").asText()).isEqualTo(question);
        }
        edge.awaitState("distant", "PARKED");
        edge.configure(modules(MODULES));
        edge.awaitState("distant", "STOPPED");
        assertThat(edge.run("beehive:send distant update default/thing/a late")).contains("SKEP-201");
    }
}
