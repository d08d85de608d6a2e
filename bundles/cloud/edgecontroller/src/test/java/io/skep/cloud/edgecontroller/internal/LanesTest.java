package io.skep.cloud.edgecontroller.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Module;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.TestBus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LanesTest {

    private final TestBus bus = new TestBus();
    private final List<String> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        bus.close();
    }

    private Lanes lanes(int limit) {
        AtomicReference<Lanes> lanes = new AtomicReference<>();
        Module module = context -> {
            lanes.set(new Lanes(context, limit));
            context.receive();
        };
        bus.start("lanes", "lanes", module);
        Await.until("the module runs", () -> lanes.get() != null);
        return lanes.get();
    }

    @Test
    void requestsAboutOneObjectAreCarriedOutInOrder() {
        Lanes lanes = lanes(8);

        for (int i = 0; i < 100; i++) {
            int number = i;
            lanes.submit("n", "n/pod", () -> done.add("" + number));
        }

        Await.until("all are done", () -> done.size() == 100);
        for (int i = 0; i < 100; i++) {
            assertThat(done.get(i)).isEqualTo("" + i);
        }
    }

    @Test
    void nodeThatAsksMuchDelaysNoOther() {
        Lanes lanes = lanes(1);
        CountDownLatch gate = new CountDownLatch(1);
        lanes.submit("busy", "busy/first", gate::await);
        for (int i = 0; i < 500; i++) {
            lanes.submit("busy", "busy/" + i, () -> done.add("busy"));
        }
        lanes.submit("quiet", "quiet/lease", () -> done.add("quiet"));

        gate.countDown();

        Await.until("all are done", () -> done.size() == 501);
        assertThat(done.indexOf("quiet")).isLessThanOrEqualTo(1);
    }

    @Test
    void noMoreRunAtATimeThanMay() {
        Lanes lanes = lanes(3);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);

        for (int i = 0; i < 20; i++) {
            lanes.submit("n" + i, "lane" + i, () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                gate.await();
                running.decrementAndGet();
                done.add("done");
            });
        }
        Await.until("as many run as may", () -> running.get() == 3);
        gate.countDown();

        Await.until("all are done", () -> done.size() == 20);
        assertThat(most).hasValue(3);
    }

    @Test
    void failureOfOneRequestLeavesTheNextAlone() {
        Lanes lanes = lanes(1);

        lanes.submit("n", "lane", () -> {
            throw new IllegalStateException("on purpose");
        });
        lanes.submit("n", "lane", () -> done.add("next"));

        Await.until("the next one is done", () -> done.size() == 1);
    }
}
