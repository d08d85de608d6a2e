package io.skep.common.transport.quic.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendQueueTest {

    private final List<Integer> sizes = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final Deque<ChannelPromise> untaken = new ArrayDeque<>();

    /** A stream that takes nothing before it is told to. */
    private final EmbeddedChannel stream = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ByteBuf piece = (ByteBuf) message;
            sizes.add(piece.readableBytes());
            texts.add(piece.toString(StandardCharsets.US_ASCII));
            piece.release();
            untaken.add(promise);
        }
    });

    private final SendQueue queue = new SendQueue(stream, Duration.ofMinutes(1));

    @AfterEach
    void finish() {
        stream.finishAndReleaseAll();
    }

    private static ByteBuf bytes(int size) {
        return Unpooled.buffer(size).writeZero(size);
    }

    private CompletableFuture<Boolean> awaiting(SendQueue sender) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(sender.await());
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    @Test
    void writesAllThatWaitsAsOnePiece() {
        for (String word : List.of("one ", "two ", "three")) {
            assertThat(queue.add(Unpooled.copiedBuffer(word, StandardCharsets.US_ASCII)))
                    .isTrue();
        }
        stream.runPendingTasks();
        assertThat(texts).containsExactly("one two three");
    }

    @Test
    void cutsWhatIsLong() {
        queue.add(bytes(600 * 1024));
        queue.add(bytes(10));
        stream.runPendingTasks();
        assertThat(sizes).containsExactly(256 * 1024, 256 * 1024, 88 * 1024 + 10);
    }

    @Test
    void blocksAboveTheHighMarkUntilTheLowOne() throws Exception {
        assertThat(queue.await()).isTrue();
        queue.add(bytes(100 * 1024));
        stream.runPendingTasks();
        assertThat(queue.await()).isTrue();
        queue.add(bytes(60 * 1024));
        stream.runPendingTasks();
        CompletableFuture<Boolean> sender = awaiting(queue);
        assertThat(sender.completeOnTimeout(false, 100, TimeUnit.MILLISECONDS).get())
                .isFalse();
        CompletableFuture<Boolean> second = awaiting(queue);
        untaken.poll().setSuccess();
        assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void givesUpAPeerThatTakesNothing() throws Exception {
        SendQueue impatient = new SendQueue(stream, Duration.ofMillis(20));
        impatient.add(bytes(200 * 1024));
        stream.runPendingTasks();
        assertThat(awaiting(impatient).get(10, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void letsSendersGoAndTakesNothingMoreWhenItIsClosed() throws Exception {
        queue.add(bytes(200 * 1024));
        CompletableFuture<Boolean> sender = awaiting(queue);
        queue.close();
        assertThat(sender.get(10, TimeUnit.SECONDS)).isTrue();
        ByteBuf late = bytes(1);
        assertThat(queue.add(late)).isFalse();
        assertThat(late.refCnt()).isZero();
        stream.runPendingTasks();
        assertThat(sizes).isEmpty();
    }

    @Test
    void writesTheLastWordsWhenItFinishes() {
        queue.add(bytes(3));
        queue.finish();
        assertThat(sizes).containsExactly(3);
        assertThat(queue.add(bytes(1))).isFalse();
    }
}
