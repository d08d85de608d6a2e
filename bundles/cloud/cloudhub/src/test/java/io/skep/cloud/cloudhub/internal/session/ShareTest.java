package io.skep.cloud.cloudhub.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.cloud.cloudhub.internal.session.Messages.Given;
import io.skep.cloud.cloudhub.internal.session.Share.Held;
import org.junit.jupiter.api.Test;

class ShareTest {

    private final Share.Total total = new Share.Total(3);
    private final Share one = new Share(2, total);
    private final Share other = new Share(2, total);

    private static Given given() {
        return new Given(Messages.push("n", "c", 1));
    }

    @Test
    void holdsItsShareAndFinishesTheRestAtOnce() {
        Given first = given();
        Given third = given();
        Held held = one.take(first);
        one.take(given());
        Held beyond = one.take(third);

        assertThat(first.finished()).isFalse();
        assertThat(held.orphan()).isEmpty();
        assertThat(third.finished()).isTrue();
        assertThat(beyond.orphan()).contains(third.message());
    }

    @Test
    void allNodesTogetherHaveABoundToo() {
        one.take(given());
        one.take(given());
        other.take(given());
        Given beyond = given();

        other.take(beyond);

        assertThat(beyond.finished()).isTrue();
    }

    @Test
    void whatIsDoneMakesRoomOnce() {
        Given first = given();
        Held held = one.take(first);
        one.take(given());

        held.done();
        held.done();

        assertThat(first.finished()).isTrue();
        Given next = given();
        one.take(next);
        assertThat(next.finished()).isFalse();
        Given beyond = given();
        one.take(beyond);
        assertThat(beyond.finished()).isTrue();
    }

    @Test
    void whatIsDoneIsNoOrphan() {
        one.take(given());
        one.take(given());
        Held beyond = one.take(given());

        beyond.done();

        assertThat(beyond.orphan()).isEmpty();
        assertThat(one.nothing().orphan()).isEmpty();
    }
}
