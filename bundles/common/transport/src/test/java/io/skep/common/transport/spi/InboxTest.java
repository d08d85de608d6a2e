package io.skep.common.transport.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {

    private final List<Boolean> reading = new ArrayList<>();
    private final Budget budget = new Budget(1000);
    private final Budget.Share share = budget.share(reason -> {});
    private final Inbox inbox = new Inbox(reading::add, share);

    private static ByteBuf message(int size) {
        return Unpooled.buffer(size).writeZero(size);
    }

    @Test
    void pausesBehind64MessagesAndGoesOnAtHalf() throws Exception {
        for (int i = 0; i < 65; i++) {
            inbox.add(message(1), 7);
        }
        assertThat(reading).containsExactly(false);
        assertThat(inbox.isPaused()).isTrue();
        for (int i = 0; i < 32; i++) {
            inbox.take();
        }
        assertThat(inbox.isPaused()).isTrue();
        inbox.take();
        assertThat(reading).containsExactly(false, true);
    }

    @Test
    void pausesBehindAMegabyte() throws Exception {
        inbox.add(message(600_000), 7);
        assertThat(inbox.isPaused()).isFalse();
        inbox.add(message(600_000), 7);
        assertThat(inbox.isPaused()).isTrue();
        inbox.take();
        assertThat(inbox.isPaused()).isTrue();
        inbox.take();
        assertThat(inbox.isPaused()).isFalse();
    }

    @Test
    void freesWhatAMessageCostWhenItIsTaken() throws Exception {
        share.add(14);
        inbox.add(message(1), 7);
        inbox.add(message(1), 7);
        inbox.take();
        assertThat(budget.used()).isEqualTo(7);
    }

    @Test
    void givesWhatCameBeforeTheEndAndKeepsTheFirstReason() throws Exception {
        ByteBuf message = message(3);
        inbox.add(message, 7);
        inbox.end("first", false);
        inbox.end("second", false);
        assertThat(inbox.take()).contains(message);
        assertThat(inbox.take()).isEmpty();
        assertThat(inbox.endReason()).isEqualTo("first");
    }

    @Test
    void releasesWhatItDropsAndWhatComesTooLate() throws Exception {
        ByteBuf waiting = message(3);
        ByteBuf late = message(3);
        inbox.add(waiting, 7);
        inbox.end("over", true);
        inbox.add(late, 7);
        assertThat(waiting.refCnt()).isZero();
        assertThat(late.refCnt()).isZero();
        assertThat(inbox.take()).isEmpty();
    }

    @Test
    void wakesItsReaderAtTheEnd() throws Exception {
        List<String> seen = new ArrayList<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                seen.add(inbox.take().isEmpty() ? "end" : "message");
            } catch (InterruptedException e) {
                seen.add("interrupted");
            }
        });
        while (reader.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        inbox.end("over", false);
        reader.join();
        assertThat(seen).containsExactly("end");
    }
}
