package io.skep.beehive.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.BusError;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Await;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Mailboxes are shut while senders put messages in without a lock: each message is either taken or refused, never both and never neither. */
class ShutStressTest extends BusFixture {

    private static final int SENDERS = 4;
    private static final int ROUNDS = 150;

    private final Set<Object> accepted = ConcurrentHashMap.newKeySet();
    private final Set<Object> refused = ConcurrentHashMap.newKeySet();

    private List<FutureTask<Object>> senders(ModuleBus to, String name, int each) {
        List<FutureTask<Object>> senders = new ArrayList<>();
        for (int sender = 0; sender < SENDERS; sender++) {
            int first = sender * each;
            senders.add(async(() -> {
                for (int i = 0; i < each; i++) {
                    try {
                        to.send(name, message(first + i));
                        accepted.add(first + i);
                    } catch (BusException e) {
                        assertThat(e.code()).isIn(BusError.BUS_REPLACED, BusError.UNKNOWN_MODULE);
                        refused.add(first + i);
                    }
                }
                return "sent";
            }));
        }
        return senders;
    }

    @Test
    void whatWasAcceptedIsHandedOverAndWhatWasRefusedIsNot() throws Exception {
        int handed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ModuleBus old = new ModuleBus(SETTINGS, clock);
            old.expect("a", "group");
            old.settings(new BusSettings(
                    1024,
                    Await.DEADLINE,
                    LIMIT,
                    LIMIT.multipliedBy(2),
                    SETTINGS.firstBackoff(),
                    SETTINGS.maxBackoff(),
                    3,
                    SETTINGS.restartWindow()));
            List<FutureTask<Object>> senders = senders(old, "a", 30);
            Await.until("traffic", () -> !accepted.isEmpty());
            List<Object> kept = old.handOver().boxes().getFirst().letters().stream()
                    .map(letter -> letter.message().content())
                    .toList();
            for (FutureTask<Object> sender : senders) {
                assertThat(result(sender)).isEqualTo("sent");
            }
            assertThat(kept).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(accepted);
            assertThat(refused).doesNotContainAnyElementsOf(kept);
            handed += kept.size();
            accepted.clear();
            refused.clear();
        }
        assertThat(handed).isPositive();
    }

    @Test
    void whatIsAcceptedByAMailboxThatIsClosedAndOpenedIsReceivedOrCountedAsDropped() throws Exception {
        Set<Object> received = ConcurrentHashMap.newKeySet();
        start("a", context -> {
            while (true) {
                Message message = context.receive();
                assertThat(received.add(message.content())).as("once").isTrue();
            }
        });
        List<FutureTask<Object>> senders = senders(bus, "a", 5_000);
        while (!senders.stream().allMatch(FutureTask::isDone)) {
            stop("a");
            start("a", context -> {
                while (true) {
                    received.add(context.receive().content());
                }
            });
        }
        for (FutureTask<Object> sender : senders) {
            result(sender);
        }
        Await.until("the rest is received", () -> {
            Set<Object> missing = new HashSet<>(accepted);
            missing.removeAll(received);
            return info("a").depth() == 0 && missing.size() <= info("a").dropped();
        });
        assertThat(received).doesNotContainAnyElementsOf(refused);
    }
}
