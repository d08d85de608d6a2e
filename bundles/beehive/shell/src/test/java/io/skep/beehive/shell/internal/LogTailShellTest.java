package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailShellTest {

    private static final String EDGED =
            "time=2026-01-01T10:00:00.000Z level=WARN logger=io.skep.edge.edged.internal.PodWorker msg=\"a \\\"pod\\\" is\\nlate\" module=edged pod=p-1\n";
    private static final String HUB =
            "time=2026-01-01T10:00:01.000Z level=INFO logger=io.skep.edge.edgehub.internal.Hub msg=connected module=websocket\n";
    private static final String OTHER =
            "time=2026-01-01T10:00:02.000Z level=ERROR logger=org.other msg=\"oh no\" stack=\"X: y\\n\\tat z\"\n";

    @TempDir
    private Path folder;

    private final Sessions console = new Sessions();
    private Path file;
    private LogTailShell shell;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("edge-1.log"), EDGED + HUB + OTHER);
        shell = new LogTailShell(file);
    }

    private List<String> tail(int lines, String level, String module) {
        Sessions fresh = new Sessions();
        shell.tail(fresh.session(), lines, false, level, module);
        return fresh.printed().lines().toList();
    }

    @Test
    void showsTheLastLinesInColumns() {
        assertThat(tail(20, "TRACE", "")).hasSize(3);
        assertThat(tail(1, "TRACE", ""))
                .singleElement()
                .asString()
                .contains("ERROR", "org.other", "oh no  stack=X: y")
                .doesNotContain("at z");
        assertThat(tail(0, "TRACE", "")).isEmpty();
    }

    @Test
    void filtersByLevelAndModule() {
        assertThat(tail(20, "warn", "")).hasSize(2);
        assertThat(tail(20, "TRACE", "websocket")).singleElement().asString().contains("connected");
        assertThat(tail(20, "TRACE", "edgehub")).hasSize(1);
        assertThat(tail(20, "TRACE", "edged"))
                .singleElement()
                .asString()
                .contains("edge.edged", "a \"pod\" is late  module=edged pod=p-1");
        assertThatThrownBy(() -> tail(20, "loud", "")).hasMessageContaining("There is no level LOUD");
    }

    @Test
    void tellsThatThereIsNoLog() throws IOException {
        Files.delete(file);
        assertThatThrownBy(() -> tail(20, "TRACE", ""))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(ShellError.NO_LOG));
    }

    @Test
    void readsOnAcrossARollOver() throws IOException {
        LogFile log = new LogFile(file);
        assertThat(log.last(1, _ -> true)).hasSize(1);
        List<String> seen = new ArrayList<>();
        Files.writeString(file, HUB.substring(0, 40), StandardOpenOption.APPEND);
        log.readOn(line -> seen.add(line.cells().get(3)));
        assertThat(seen).isEmpty();
        Files.writeString(file, HUB.substring(40), StandardOpenOption.APPEND);
        log.readOn(line -> seen.add(line.cells().get(3)));
        assertThat(seen).containsExactly("connected  module=websocket");
        Files.move(file, folder.resolve("edge-1.log.1"));
        Files.writeString(file, OTHER + "no line of a log\n");
        log.readOn(line -> seen.add(line.cells().get(1)));
        assertThat(seen).hasSize(2).last().isEqualTo("ERROR");
    }

    @Test
    void followsUntilItIsInterrupted() throws Exception {
        Thread thread = Thread.ofVirtual().start(() -> shell.tail(console.session(), 1, true, "TRACE", ""));
        Await.until("the end of the log", () -> console.printed().contains("oh no"));
        Files.writeString(file, HUB, StandardOpenOption.APPEND);
        Await.until("the line that was added", () -> console.printed().contains("connected"));
        thread.interrupt();
        thread.join();
    }
}
