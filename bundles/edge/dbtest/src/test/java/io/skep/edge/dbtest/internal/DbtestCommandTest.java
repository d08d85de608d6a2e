package io.skep.edge.dbtest.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.edge.dbtest.internal.DbtestCommand.Echo;
import io.skep.edge.dbtest.internal.DbtestCommand.Note;
import io.skep.edge.dbtest.internal.DbtestCommand.Ping;
import io.skep.edge.dbtest.internal.DbtestCommand.Return;
import org.junit.jupiter.api.Test;

class DbtestCommandTest {

    private static Message message(boolean sync, String operation, String resource) {
        return Message.of("x", "resource", operation, resource, null).withSync(sync);
    }

    @Test
    void onlyACallIsAPing() {
        assertThat(DbtestCommand.from(message(true, "query", "ping"))).isInstanceOf(Ping.class);
        assertThat(DbtestCommand.from(message(false, "query", "ping"))).isInstanceOf(Note.class);
        assertThat(DbtestCommand.from(message(true, "update", "ping"))).isInstanceOf(Echo.class);
    }

    @Test
    void anEchoNamesItsModule() {
        assertThat(DbtestCommand.from(message(false, "update", "echo/collector")))
                .isInstanceOfSatisfying(
                        Return.class, command -> assertThat(command.module()).isEqualTo("collector"));
        assertThat(DbtestCommand.from(message(false, "update", "echo/"))).isInstanceOf(Note.class);
        assertThat(DbtestCommand.from(message(false, "insert", "default/pod/p")))
                .isInstanceOf(Note.class);
    }
}
