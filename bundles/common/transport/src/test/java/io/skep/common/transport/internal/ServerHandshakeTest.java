package io.skep.common.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class ServerHandshakeTest {

    @Test
    void countsAPeerThatOnlyLooksAtThePortAsNoRefusal() {
        assertThat(ServerHandshake.refusal(new ClosedChannelException())).isEmpty();
    }

    @Test
    void namesTheReasonOfARefusal() {
        assertThat(ServerHandshake.refusal(new SSLHandshakeException("unknown CA")))
                .hasValueSatisfying(why -> assertThat(why).contains("unknown CA"));
        assertThat(ServerHandshake.refusal(new IllegalStateException()))
                .hasValueSatisfying(why -> assertThat(why).contains("IllegalStateException"));
    }
}
