package io.skep.common.transport.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * TCP to an address that may swallow what is sent to it. Attempts start one after the other while the earlier ones are still under way; the first that gets
 * through wins and the others are closed. One that is refused ends them all, for then the address has answered.
 */
final class ConnectRace {

    private static final int MAX_ATTEMPTS = 64;

    private final Bootstrap bootstrap;
    private final InetSocketAddress address;
    private final Consumer<Channel> winner;
    private final AtomicBoolean decided = new AtomicBoolean();
    private final CompletableFuture<Channel> outcome = new CompletableFuture<>();
    private final List<Channel> attempts = new ArrayList<>();

    /** @param winner takes the connected channel, on its event loop */
    ConnectRace(Bootstrap bootstrap, InetSocketAddress address, Consumer<Channel> winner) {
        this.bootstrap = bootstrap.handler(new Nothing());
        this.address = address;
        this.winner = winner;
    }

    /**
     * Connects.
     *
     * @throws IOException refused, or nothing got through in time
     */
    Channel run(Duration time, Duration every) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        long pause = Math.max(every.toNanos(), time.toNanos() / MAX_ATTEMPTS);
        try {
            for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
                start();
                if (isDecided(Math.min(pause, left))) {
                    return outcome.get();
                }
            }
            if (decided.compareAndSet(false, true)) {
                throw new IOException("it did not answer within " + time.toMillis() + " ms");
            }
            return outcome.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            endOthers();
        }
    }

    private boolean isDecided(long nanos) throws InterruptedException, ExecutionException {
        try {
            outcome.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return decided.get();
        }
    }

    private void start() {
        ChannelFuture attempt = bootstrap.connect(address);
        attempts.add(attempt.channel());
        attempt.addListener(done -> {
            if (!decided.compareAndSet(false, true)) {
                attempt.channel().close();
            } else if (done.isSuccess()) {
                winner.accept(attempt.channel());
                outcome.complete(attempt.channel());
            } else {
                outcome.completeExceptionally(done.cause());
            }
        });
    }

    /** Closes all but the winner; without one, all. */
    private void endOthers() {
        boolean lost = decided.compareAndSet(false, true);
        Channel won = lost || outcome.isCompletedExceptionally() ? null : outcome.getNow(null);
        for (Channel attempt : attempts) {
            if (!attempt.equals(won)) {
                attempt.close();
            }
        }
    }

    /** TCP comes first; what speaks over it is told to the winner. */
    private static final class Nothing extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.config().setAutoRead(true);
        }
    }
}
