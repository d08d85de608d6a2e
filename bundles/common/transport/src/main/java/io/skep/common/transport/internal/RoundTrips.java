package io.skep.common.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** Pings that somebody waits for, one at a time; who asks while one is under way waits for the same pong. */
final class RoundTrips {

    private final Channel channel;

    // Of the event loop; null until somebody asks, which only dialling ends do.
    private Set<CompletableFuture<Boolean>> waiting;
    private int number;

    RoundTrips(Channel channel) {
        this.channel = channel;
    }

    /** Completes with true at the pong, with false when the channel is closed first. */
    CompletableFuture<Boolean> start() {
        CompletableFuture<Boolean> trip = new CompletableFuture<>();
        try {
            channel.eventLoop().execute(() -> add(trip));
        } catch (RejectedExecutionException e) {
            trip.complete(false);
        }
        return trip;
    }

    private void add(CompletableFuture<Boolean> trip) {
        if (waiting == null) {
            waiting = new LinkedHashSet<>();
            channel.closeFuture().addListener(ended -> complete(false));
        }
        waiting.add(trip);
        if (!channel.isActive()) {
            complete(false);
        } else if (waiting.size() == 1) {
            channel.writeAndFlush(new PingWebSocketFrame(Unpooled.copyInt(++number)));
        }
    }

    /** Called on the event loop. */
    void pong(ByteBuf content) {
        boolean ours = waiting != null
                && content.readableBytes() == Integer.BYTES
                && content.getInt(content.readerIndex()) == number;
        if (ours) {
            complete(true);
        }
    }

    private void complete(boolean answered) {
        List<CompletableFuture<Boolean>> trips = List.copyOf(waiting);
        waiting.clear();
        trips.forEach(trip -> trip.complete(answered));
    }
}
