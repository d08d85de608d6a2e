package io.skep.beehive.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.BusError;
import io.skep.beehive.testkit.Await;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class GroupTest extends BusFixture {

    @Test
    void eachMemberGetsTheMessageTheSenderIncluded() throws Exception {
        start("a", "g", receiver());
        start("b", "g", context -> {
            context.sendToGroup("g", message("to all"));
            receiver().run(context);
        });
        assertThat(next()).isEqualTo("to all");
        assertThat(next()).isEqualTo("to all");
    }

    @Test
    void aFullMemberDoesNotHoldUpTheOthersAndGetsItsMessagesInOrder() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        java.util.concurrent.BlockingQueue<Object> slow = new java.util.concurrent.LinkedBlockingQueue<>();
        start("slow", "g", context -> {
            open.await();
            while (true) {
                slow.add(context.receive().content());
            }
        });
        start("quick", "g", receiver());
        send("slow", 0, 1, 2, 3);
        for (int i = 4; i < 8; i++) {
            bus.sendToGroup("g", message(i));
            assertThat(next()).isEqualTo(i);
        }
        open.countDown();
        Await.until("slow has all", () -> slow.size() == 8);
        assertThat(slow).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void aMemberThatTakesNothingUpToTheLimitIsNamedAfterTheOthersWereServed() throws Exception {
        start("stuck", "g", context -> new CountDownLatch(1).await());
        start("quick", "g", receiver());
        for (int i = 0; i < 2 * SETTINGS.mailboxCapacity(); i++) {
            bus.sendToGroup("g", message(i));
            next();
        }
        assertFails(BusError.MAILBOX_FULL, () -> bus.sendToGroup("g", message("too much")));
        assertThat(next()).isEqualTo("too much");
        assertThat(info("stuck").depth()).isEqualTo(2 * SETTINGS.mailboxCapacity());
    }

    @Test
    void aPlainSenderWaitsWhileGroupMessagesFillTheMailbox() throws Exception {
        bus.expect("a", "g");
        for (int i = 0; i < 6; i++) {
            bus.sendToGroup("g", message(i));
        }
        assertFails(BusError.MAILBOX_FULL, () -> send("a", "plain"));
        start("a", "g", receiver());
        for (int i = 0; i < 6; i++) {
            assertThat(next()).isEqualTo(i);
        }
    }

    @Test
    void membersAreThoseOfTheGroupAtPresent() throws Exception {
        bus.expect("a", "old");
        start("a", "new", receiver());
        assertFails(BusError.UNKNOWN_GROUP, () -> bus.sendToGroup("old", message(1)));
        bus.sendToGroup("new", message(2));
        assertThat(next()).isEqualTo(2);
    }
}
