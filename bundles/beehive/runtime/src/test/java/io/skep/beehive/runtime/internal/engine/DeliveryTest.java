package io.skep.beehive.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.BusError;
import io.skep.beehive.api.Delivery;
import io.skep.beehive.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DeliveryTest extends BusFixture {

    @Test
    void carriesMessagesInTheOrderOfTheirSender() throws Exception {
        start("a", receiver());
        for (int i = 0; i < 100; i++) {
            send("a", i);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(next()).isEqualTo(i);
        }
        assertThat(info("a").received()).isEqualTo(100);
        assertThat(info("a").redelivered()).isZero();
    }

    @Test
    void aMessageIsFinishedWhenTheNextOneIsAskedFor() throws Exception {
        start("a", receiver());
        send("a", 1);
        assertThat(next()).isEqualTo(1);
        send("a", 2);
        assertThat(next()).isEqualTo(2);
        park("a");
        start("a", receiver());
        send("a", 3);
        assertThat(next()).isNotEqualTo(1);
    }

    @Test
    void theMessageInHandComesAgainWhenTheModuleFails() throws Exception {
        List<Object> tries = new ArrayList<>();
        start("a", context -> {
            while (true) {
                Object content = context.receive().content();
                tries.add(content);
                if (tries.size() == 2) {
                    throw new IllegalStateException("on " + content);
                }
                seen.add(content);
            }
        });
        send("a", "one", "two", "three");
        assertThat(List.of(next(), next(), next())).containsExactly("one", "two", "three");
        assertThat(tries).containsExactly("one", "two", "two", "three");
        assertThat(info("a").redelivered()).isEqualTo(1);
    }

    @Test
    void theMessageInHandComesAgainWhenTheModuleIsStoppedAtIt() throws Exception {
        start("a", context -> {
            seen.add(context.receive().content());
            new CountDownLatch(1).await();
        });
        send("a", "in hand", "behind");
        assertThat(next()).isEqualTo("in hand");
        park("a");
        start("a", receiver());
        assertThat(next()).isEqualTo("in hand");
        assertThat(next()).isEqualTo("behind");
    }

    @Test
    void receiveAfterTheStopDoesNotFinishTheMessageInHand() throws Exception {
        CountDownLatch inHand = new CountDownLatch(1);
        CountDownLatch stopping = new CountDownLatch(1);
        start("a", context -> {
            context.receive();
            context.fork("notices the stop", () -> {
                try {
                    context.receive();
                } finally {
                    stopping.countDown();
                }
            });
            inHand.countDown();
            stopping.await();
            context.receive();
        });
        send("a", "m");
        inHand.await();
        park("a");
        assertThat(info("a").depth()).isEqualTo(1);
        start("a", receiver());
        assertThat(next()).isEqualTo("m");
    }

    @Test
    void aTakenMessageIsFinishedByDoneAlone() throws Exception {
        List<Delivery> taken = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(1);
        start("a", context -> {
            for (int i = 0; i < 4; i++) {
                taken.add(context.take());
            }
            taken.get(1).done();
            taken.get(1).done();
            all.countDown();
            context.receive();
        });
        send("a", 0, 1, 2, 3);
        all.await();
        park("a");
        send("a", 4);
        List<Boolean> redelivered = new ArrayList<>();
        start("a", context -> {
            while (true) {
                Delivery delivery = context.take();
                redelivered.add(delivery.redelivered());
                seen.add(delivery.message().content());
                delivery.done();
            }
        });
        assertThat(List.of(next(), next(), next(), next())).containsExactly(0, 2, 3, 4);
        assertThat(redelivered).containsExactly(true, true, true, false);
        assertThat(taken.getFirst().redelivered()).isFalse();
    }

    @Test
    void doneOfAnEndedRunDoesNotFinishTheMessageOfTheNext() throws Exception {
        AtomicReference<Delivery> old = new AtomicReference<>();
        start("a", context -> {
            old.set(context.take());
            context.receive();
        });
        send("a", "m");
        Await.until("taken", () -> old.get() != null);
        park("a");
        old.get().done();
        assertThat(info("a").depth()).isEqualTo(1);
        start("a", receiver());
        assertThat(next()).isEqualTo("m");
        old.get().done();
    }

    @Test
    void doneMayBeCalledFromForkedThreads() throws Exception {
        start("a", context -> {
            while (true) {
                Delivery delivery = context.take();
                context.fork("worker", () -> {
                    delivery.done();
                    seen.add(delivery.message().content());
                });
            }
        });
        send("a", 1, 2, 3, 4, 5, 6);
        for (int i = 0; i < 6; i++) {
            next();
        }
        park("a");
        assertThat(info("a").depth()).isZero();
    }

    @Test
    void eachForkedThreadHasItsOwnMessageInHand() throws Exception {
        start("a", context -> {
            for (int i = 0; i < 2; i++) {
                context.fork("reader-" + i, () -> {
                    while (true) {
                        seen.add(context.receive().content());
                    }
                });
            }
        });
        for (int i = 0; i < 50; i++) {
            send("a", i);
        }
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(next());
        }
        assertThat(all).doesNotHaveDuplicates().hasSize(50);
    }

    @Test
    void undoneDeliveriesHoldUpSendersInsteadOfFillingTheMemory() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        start("a", context -> {
            List<Delivery> held = new CopyOnWriteArrayList<>();
            context.fork("release", () -> {
                release.await();
                held.forEach(Delivery::done);
            });
            while (true) {
                held.add(context.take());
            }
        });
        var sender = async(() -> {
            for (int i = 0; i < 20; i++) {
                send("a", i);
            }
            return "sent";
        });
        int capacity = SETTINGS.mailboxCapacity();
        Await.until(
                "too many are held",
                () -> info("a").received() > capacity && info("a").depth() == 0);
        long held = info("a").received();
        assertThat(held).isLessThanOrEqualTo(2L * capacity + 1);
        assertThat(sender.isDone()).isFalse();
        release.countDown();
        Await.until("more came", () -> info("a").received() > held);
        stop("a");
        assertFails(BusError.UNKNOWN_MODULE, () -> result(sender));
    }
}
