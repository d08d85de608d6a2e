package io.skep.cloud.controlplane.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.testkit.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {

    @Test
    void aSignalBringsTheNextPass() {
        AtomicInteger passes = new AtomicInteger();
        Loop loop = Loop.start("t", Duration.ofHours(1), passes::incrementAndGet);
        Await.until("the first pass", () -> passes.get() == 1);
        loop.signal().run();
        Await.until("the second pass", () -> passes.get() == 2);
        loop.close();
        loop.signal().run();
        assertThat(passes).hasValue(2);
    }

    @Test
    void aPassThatFailsIsMadeAgain() {
        AtomicInteger passes = new AtomicInteger();
        Loop loop = Loop.start("t", Duration.ofHours(1), () -> {
            if (passes.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
        });
        Await.until("the third pass", () -> passes.get() == 3);
        loop.close();
    }

    @Test
    void closingInterruptsAPassAndWaitsForIt() throws InterruptedException {
        CountDownLatch began = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Loop loop = Loop.start("t", Duration.ofHours(1), () -> {
            began.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        });
        began.await();
        loop.close();
        assertThat(interrupted).isTrue();
    }
}
