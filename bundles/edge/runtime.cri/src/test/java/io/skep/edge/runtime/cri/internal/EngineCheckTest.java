package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.skep.edge.runtime.RuntimeCondition;
import io.skep.edge.runtime.cri.internal.wire.StatusResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCheckTest {

    @TempDir
    Path folder;

    private Instant now = Instant.EPOCH;

    private RuntimeCondition condition(String endpoint) {
        return condition(new Endpoint(endpoint));
    }

    private RuntimeCondition condition(Endpoint endpoint) {
        try (CriConnection connection = new CriConnection(endpoint)) {
            return check(connection).condition();
        }
    }

    private EngineCheck check(CriConnection connection) {
        CriCalls calls = new CriCalls(connection, Duration.ofSeconds(1));
        return new EngineCheck(calls, new EngineVersion(calls), () -> now);
    }

    private FakeCri fake() {
        return new FakeCri(folder.resolve("cri.sock"));
    }

    @Test
    void isReadyWhenTheEngineSaysSo() throws IOException {
        try (FakeCri cri = fake().start()) {
            assertThat(condition(cri.endpoint())).isEqualTo(new RuntimeCondition(true, "fake://1.2.3", ""));
        }
    }

    @Test
    void saysThatNoEngineIsWanted() {
        assertThat(condition("").ready()).isFalse();
        assertThat(condition("").message()).startsWith("SKEP-250 No container engine is configured.");
    }

    @Test
    void namesAnAddressThatIsNoSocket() {
        assertThat(condition("tcp://1.2.3.4:5").message())
                .isEqualTo("SKEP-251 The address 'tcp://1.2.3.4:5' of the container engine is no socket."
                        + " Write the engine's socket as unix:///<path>.");
        assertThat(condition("unix:///" + "x".repeat(120)).message()).startsWith("SKEP-251");
    }

    @Test
    void namesASocketThatIsNotThere() {
        String socket = "unix://" + folder.resolve("none.sock");
        assertThat(condition(socket).message())
                .isEqualTo("SKEP-252 The container engine's socket " + socket + " does not exist."
                        + " Start the container engine; it is tried again by itself.");
    }

    @Test
    void namesASocketWhereNobodyListens() throws IOException {
        Path socket = Files.createFile(folder.resolve("stale.sock"));
        assertThat(condition(socket.toString()).message())
                .startsWith("SKEP-252 The container engine is not ready: the engine at " + socket + " does not answer");
    }

    @Test
    void tellsWhatIsNotReady() throws IOException {
        try (FakeCri cri = fake().on(CriMethod.STATUS, question -> FakeCri.status(false, "cni config uninitialized"))
                .start()) {
            assertThat(condition(cri.endpoint()).message())
                    .startsWith("SKEP-256 ")
                    .contains("NetworkReady is false: NetworkPluginNotReady cni config uninitialized.");
        }
    }

    @Test
    void tellsThatCriIsSwitchedOff() throws IOException {
        try (FakeCri cri = fake().fail(
                        CriMethod.VERSION, Code.UNIMPLEMENTED, "unknown service runtime.v1.RuntimeService")
                .start()) {
            assertThat(condition(cri.endpoint()).message())
                    .startsWith("SKEP-254 ")
                    .contains("does not serve CRI v1")
                    .contains("disabled_plugins");
        }
    }

    @Test
    void tellsThatTheSocketMayNotBeOpened() throws IOException {
        try (FakeCri cri =
                fake().fail(CriMethod.VERSION, Code.PERMISSION_DENIED, "no").start()) {
            assertThat(condition(cri.endpoint()).message())
                    .startsWith("SKEP-253 ")
                    .contains("may not be opened by this user");
        }
    }

    @Test
    void doesNotWaitForAnEngineThatHangs() throws Exception {
        Object never = new Object();
        try (FakeCri cri = fake().on(CriMethod.STATUS, question -> hang(never)).start()) {
            assertThat(condition(cri.endpoint()).message())
                    .startsWith("SKEP-255 ")
                    .contains("did not answer in time");
        }
    }

    private static StatusResponse hang(Object never) {
        synchronized (never) {
            try {
                never.wait(3000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return StatusResponse.getDefaultInstance();
    }

    @Test
    void asksAgainAfterASecond() throws IOException {
        try (FakeCri cri = fake().start();
                CriConnection connection = new CriConnection(cri.endpoint())) {
            EngineCheck check = check(connection);
            assertThat(check.condition().ready()).isTrue();
            cri.stop();
            assertThat(check.condition().ready()).isTrue();
            now = now.plusSeconds(1);
            assertThat(check.condition().ready()).isFalse();
            assertThat(check.condition().version()).isEqualTo("fake://1.2.3");
        }
    }
}
