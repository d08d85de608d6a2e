package io.skep.beehive.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Many senders and many swaps at a time; bounded in count. */
class SwapStressTest extends BusFixture {

    private static final int SENDERS = 4;
    private static final int MESSAGES = 5_000;
    private static final int SWAPS = 60;

    private record Numbered(int sender, int number) {}

    private List<FutureTask<Object>> startSenders() {
        List<FutureTask<Object>> senders = new ArrayList<>();
        for (int sender = 0; sender < SENDERS; sender++) {
            int id = sender;
            senders.add(async(() -> {
                for (int i = 0; i < MESSAGES; i++) {
                    if (i % 3 == 0) {
                        bus.sendToGroup("group", message(new Numbered(id, i)));
                    } else {
                        send("a", new Numbered(id, i));
                    }
                }
                return "sent";
            }));
        }
        return senders;
    }

    private static BusSettings patient() {
        return new BusSettings(
                64,
                Await.DEADLINE,
                SETTINGS.interruptAfter(),
                Await.DEADLINE,
                SETTINGS.firstBackoff(),
                SETTINGS.maxBackoff(),
                SETTINGS.restartBudget(),
                SETTINGS.restartWindow());
    }

    @Test
    void noMessageIsLostAndEachSendersOrderIsKeptOverSwaps() throws Exception {
        bus.settings(patient());
        int[] next = new int[SENDERS];
        List<String> wrong = new ArrayList<>();
        long[] repeated = new long[1];
        start("a", checker(next, wrong, repeated));
        List<FutureTask<Object>> senders = startSenders();
        for (int swap = 0; swap < SWAPS; swap++) {
            long before = info("a").received();
            Await.until(
                    "traffic",
                    () -> info("a").received() > before + 50 || senders.stream().allMatch(FutureTask::isDone));
            park("a");
            start("a", checker(next, wrong, repeated));
        }
        for (FutureTask<Object> sender : senders) {
            assertThat(result(sender)).isEqualTo("sent");
        }
        Await.until(
                "everything came",
                () -> info("a").received() >= (long) SENDERS * MESSAGES
                        && info("a").depth() == 0);
        park("a");
        assertThat(wrong).isEmpty();
        assertThat(next).containsOnly(MESSAGES);
        assertThat(repeated[0]).isLessThanOrEqualTo(SWAPS);
    }

    /** Only one run at a time uses the arrays; the bus orders the runs. */
    private static io.skep.beehive.api.Module checker(int[] next, List<String> wrong, long[] repeated) {
        return context -> {
            while (true) {
                Numbered message = (Numbered) context.receive().content();
                int expected = next[message.sender()];
                if (message.number() == expected) {
                    next[message.sender()]++;
                } else if (message.number() == expected - 1) {
                    repeated[0]++;
                } else {
                    wrong.add(message + " in place of " + expected);
                }
            }
        };
    }

    @Test
    void aModuleThatWorksInParallelFinishesEachMessageOverSwaps() throws Exception {
        bus.settings(patient());
        Map<Numbered, Boolean> finished = new ConcurrentHashMap<>();
        start("a", parallel(finished));
        List<FutureTask<Object>> senders = startSenders();
        for (int swap = 0; swap < SWAPS / 4; swap++) {
            long before = info("a").received();
            Await.until(
                    "traffic",
                    () -> info("a").received() > before + 50 || senders.stream().allMatch(FutureTask::isDone));
            park("a");
            start("a", parallel(finished));
        }
        for (FutureTask<Object> sender : senders) {
            assertThat(result(sender)).isEqualTo("sent");
        }
        Await.until("all were finished", () -> finished.size() == SENDERS * MESSAGES);
    }

    private static io.skep.beehive.api.Module parallel(Map<Numbered, Boolean> finished) {
        return context -> {
            for (int i = 0; i < 3; i++) {
                context.fork("worker-" + i, () -> {
                    while (true) {
                        Delivery delivery = context.take();
                        finished.put((Numbered) delivery.message().content(), true);
                        delivery.done();
                    }
                });
            }
        };
    }

    @Test
    void callsAreAnsweredOverSwaps() throws Exception {
        bus.settings(patient());
        start("a", echo());
        Set<Object> answers = ConcurrentHashMap.newKeySet();
        List<FutureTask<Object>> callers = new ArrayList<>();
        for (int caller = 0; caller < SENDERS; caller++) {
            int id = caller;
            callers.add(async(() -> {
                for (int i = 0; i < 500; i++) {
                    Message answer = bus.sendSync("a", message(new Numbered(id, i)), Await.DEADLINE);
                    answers.add(answer.content());
                }
                return "answered";
            }));
        }
        for (int swap = 0; swap < SWAPS; swap++) {
            long before = info("a").received();
            Await.until(
                    "traffic",
                    () -> info("a").received() > before + 10 || callers.stream().allMatch(FutureTask::isDone));
            park("a");
            start("a", echo());
        }
        for (FutureTask<Object> caller : callers) {
            assertThat(result(caller)).isEqualTo("answered");
        }
        assertThat(answers).hasSize(SENDERS * 500);
    }
}
