package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BeehiveShellTest {

    private final TestBus bus = new TestBus();
    private final Probe edged = bus.probe("edged", "edged");
    private final BeehiveShell shell = new BeehiveShell(bus.bus());

    @AfterEach
    void stop() {
        bus.close();
    }

    @Test
    void listsTheModulesByName() {
        bus.expect("aaa", "x");
        assertThat(shell.list())
                .extracting(BeehiveShell.ModuleLine::name, BeehiveShell.ModuleLine::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("aaa", State.EXPECTED),
                        org.assertj.core.groups.Tuple.tuple("edged", State.RUNNING));
    }

    @Test
    void showsWhatTheMailboxesCarried() throws Exception {
        shell.send(null, "edged", "update", "default/pod/p", "text");
        edged.next();
        assertThat(shell.stats().getFirst().received()).isEqualTo(1);
        assertThat(shell.info("edged")).containsEntry("group", "edged").containsEntry("received", 1L);
    }

    @Test
    void sendsAMessageOfItsOwn() throws Exception {
        String said = shell.send(null, "edged", "update", "default/pod/p", "text");
        Message message = edged.next();
        assertThat(said).isEqualTo("sent " + message.id());
        assertThat(message.source()).isEqualTo("shell");
        assertThat(message.content()).isEqualTo("text");
    }

    @Test
    void showsTheAnswerOfACall() throws Exception {
        edged.answering(request -> Optional.of(request.response("answer to " + request.content())));
        assertThat(shell.call(null, 10, "edged", "query", "x", "q"))
                .containsEntry("content", "answer to q")
                .containsEntry("operation", "response");
    }

    @Test
    void restartsAModule() {
        assertThat(shell.restart(null, "edged").state()).isEqualTo(State.RUNNING);
    }

    @Test
    void namesAModuleThatIsNotThere() {
        assertThatThrownBy(() -> shell.info("nosuch"))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.code()).isEqualTo(BusError.UNKNOWN_MODULE));
    }
}
