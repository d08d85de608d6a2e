package io.skep.common.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.skep.common.transport.Link;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoundTripsTest extends WebSocketFixture {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final RoundTrips trips = new RoundTrips(channel);

    private CompletableFuture<Boolean> start() {
        CompletableFuture<Boolean> trip = trips.start();
        channel.runPendingTasks();
        return trip;
    }

    @Test
    void takesTheAnswerToItsOwnPingOnly() {
        trips.pong(Unpooled.copyInt(1));
        CompletableFuture<Boolean> first = start();
        CompletableFuture<Boolean> second = start();
        PingWebSocketFrame ping = channel.readOutbound();
        assertThat(channel.outboundMessages()).isEmpty();
        trips.pong(Unpooled.EMPTY_BUFFER);
        trips.pong(Unpooled.copyInt(77));
        assertThat(first).isNotDone();

        ByteBuf content = ping.content();
        trips.pong(content);
        assertThat(first).isCompletedWithValue(true);
        assertThat(second).isCompletedWithValue(true);
        content.release();
    }

    @Test
    void endsWithTheChannel() {
        CompletableFuture<Boolean> open = start();
        channel.finishAndReleaseAll();
        assertThat(open).isCompletedWithValue(false);
        assertThat(start()).isCompletedWithValue(false);
    }

    @Test
    void goesToThePeerAndBack() throws Exception {
        Recorder cloud = new Recorder();
        Link link = links.connect(to(listen(cloud).port()), new Recorder());
        for (int i = 0; i < 3; i++) {
            assertThat(link.roundTrip().get(10, TimeUnit.SECONDS)).isTrue();
        }
        link.close();
        assertThat(link.roundTrip().get(10, TimeUnit.SECONDS)).isFalse();
    }
}
