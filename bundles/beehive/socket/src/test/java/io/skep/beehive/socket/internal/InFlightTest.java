package io.skep.beehive.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightTest {

    private final InFlight inFlight = new InFlight();
    private final MovableClock clock = new MovableClock();
    private final List<String> finished = new ArrayList<>();

    private Outgoing packet(String id) {
        Message message = ServerFixture.message("test", id).withId(id);
        return new Outgoing(id, new byte[0], null, new Delivery() {
            @Override
            public Message message() {
                return message;
            }

            @Override
            public boolean redelivered() {
                return false;
            }

            @Override
            public void done() {
                finished.add(id);
            }
        });
    }

    private void send(String... ids) {
        for (String id : ids) {
            inFlight.sent(packet(id));
        }
    }

    @Test
    void finishesAMessageWhenTheNextOneIsRead() {
        send("a", "b");
        assertThat(finished).isEmpty();
        inFlight.allRead(clock.instant());
        assertThat(finished).containsExactly("a");
        assertThat(inFlight.unread()).isZero();
        send("c");
        inFlight.allRead(clock.instant());
        assertThat(finished).containsExactly("a", "b");
    }

    @Test
    void finishesTheLastOneAfterAWhile() {
        send("a");
        inFlight.allRead(clock.instant());
        assertThat(inFlight.expire(clock.instant())).contains(InFlight.IN_HAND);
        clock.advance(InFlight.IN_HAND.minusMillis(1));
        assertThat(inFlight.expire(clock.instant())).contains(Duration.ofMillis(1));
        assertThat(finished).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(inFlight.expire(clock.instant())).isEmpty();
        assertThat(finished).containsExactly("a");
        assertThat(inFlight.expire(clock.instant())).isEmpty();
    }

    @Test
    void finishesWhatIsAnswered() {
        send("a", "b", "c");
        inFlight.answered("b");
        assertThat(finished).containsExactly("b");
        assertThat(inFlight.unread()).isEqualTo(2);
        inFlight.allRead(clock.instant());
        inFlight.answered("c");
        inFlight.answered("unknown");
        assertThat(finished).containsExactly("b", "a", "c");
    }

    @Test
    void forgetsWhatWasNotTaken() {
        Outgoing large = packet("large");
        inFlight.sent(large);
        inFlight.withdraw(large);
        inFlight.allRead(clock.instant());
        assertThat(inFlight.expire(clock.instant())).isEmpty();
        assertThat(finished).isEmpty();
    }

    @Test
    void takesOverWhatTheProcessHasAlready() {
        send("a", "b", "c");
        assertThat(inFlight.adopt(packet("b"))).isTrue();
        assertThat(inFlight.adopt(packet("d"))).isFalse();
        assertThat(inFlight.unread()).isEqualTo(3);
        inFlight.allRead(clock.instant());
        assertThat(finished).containsExactly("a", "b");
        assertThat(inFlight.adopt(packet("c"))).as("in hand").isTrue();
        assertThat(inFlight.adopt(packet("a"))).as("finished").isFalse();
        clock.advance(InFlight.IN_HAND);
        inFlight.expire(clock.instant());
        assertThat(finished).containsExactly("a", "b", "c");
    }
}
