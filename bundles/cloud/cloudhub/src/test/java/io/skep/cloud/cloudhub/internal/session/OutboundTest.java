package io.skep.cloud.cloudhub.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.MovableClock;
import io.skep.cloud.cloudhub.internal.session.AckQueue.Offer;
import io.skep.cloud.cloudhub.internal.session.Messages.Given;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutboundTest {

    private static final Duration RESEND = Duration.ofSeconds(5);

    private final MovableClock clock = new MovableClock();
    private final Counts counts = new Counts();
    private final Share share = new Share(64, new Share.Total(64));
    private Outbound outbound = of(false, Windows.DEFAULT);

    private Outbound of(boolean skep, Windows windows) {
        return new Outbound(Timing.of(30), windows.open(skep), 1000, counts);
    }

    private Message push(String name, long version) {
        Message message = Messages.push("n", name, version);
        offer(message);
        return message;
    }

    /** Offers it, and makes its record when one is asked for. */
    private Offer offer(Message message) {
        Offer offer = outbound.offer(Messages.acked(message), share.take(new Given(message)), clock.instant());
        if (offer == Offer.UNRECORDED) {
            outbound.recorded(Messages.acked(message).key(), -1, clock.instant());
        }
        return offer;
    }

    private void once(int count) {
        for (int i = 0; i < count; i++) {
            Message message = Messages.once("n");
            assertThat(outbound.offer(message, share.take(new Given(message)))).isTrue();
        }
    }

    private List<String> send() {
        List<String> sent = new ArrayList<>();
        Optional<Message> next = outbound.next(clock.instant());
        while (next.isPresent()) {
            sent.add(next.get().id());
            next = outbound.next(clock.instant());
        }
        return sent;
    }

    private boolean acknowledge(Message message) {
        return outbound.acknowledged(message.id(), clock.instant()).isPresent();
    }

    private List<Message> pushes(int count) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(push("c" + i, 10 + i));
        }
        return messages;
    }

    @Test
    void sendsAWindowFullAndOneMoreWithEachAcknowledgement() {
        List<Message> messages = pushes(20);

        assertThat(send()).hasSize(16).containsExactlyElementsOf(ids(messages).subList(0, 16));
        assertThat(acknowledge(messages.get(3))).isTrue();
        assertThat(acknowledge(messages.get(3))).isFalse();
        assertThat(send()).containsExactly(messages.get(16).id());
    }

    @Test
    void skepEdgeHasALargerWindow() {
        outbound = of(true, Windows.DEFAULT);
        pushes(300);

        assertThat(send()).hasSize(256);
    }

    @Test
    void neverHasTwoVersionsOfOneObjectUnderWay() {
        Message first = push("c", 1);
        assertThat(send()).containsExactly(first.id());
        push("c", 2);
        Message third = push("c", 3);

        assertThat(send()).isEmpty();
        acknowledge(first);
        assertThat(send()).containsExactly(third.id());
    }

    @Test
    void afterASilenceOneMessageIsRepeatedFiveTimesAndThenTheNext() {
        List<Message> messages = pushes(3);
        send();
        for (int i = 0; i < 4; i++) {
            clock.advance(RESEND);
            assertThat(send()).containsExactly(messages.get(0).id());
        }
        push("other", 99);
        assertThat(send()).isEmpty();

        clock.advance(RESEND);

        assertThat(send()).containsExactly(messages.get(1).id());
        assertThat(outbound.window()).isEqualTo(1);
        assertThat(counts.resent()).isEqualTo(5);
    }

    @Test
    void windowGrowsAgainWithEachAcknowledgement() {
        List<Message> messages = pushes(5);
        send();
        clock.advance(RESEND);
        send();

        acknowledge(messages.get(0));

        assertThat(outbound.window()).isEqualTo(2);
        assertThat(send()).containsExactly(messages.get(1).id(), messages.get(2).id());
        acknowledge(messages.get(4));
        assertThat(send()).containsExactly(messages.get(3).id());
        assertThat(outbound.inFlight()).isEqualTo(3);
    }

    @Test
    void messageThatWasGivenUpStepsBehindTheOthersAndItsLateAcknowledgementCounts() {
        outbound = of(false, new Windows(1, 1));
        Message silent = push("a", 1);
        Message other = push("b", 2);
        send();
        for (int i = 0; i < 5; i++) {
            clock.advance(RESEND);
            send();
        }
        assertThat(acknowledge(other)).isTrue();

        assertThat(acknowledge(silent)).isTrue();

        clock.advance(Duration.ofSeconds(1));
        assertThat(send()).isEmpty();
        assertThat(outbound.waiting()).isZero();
    }

    @Test
    void pauseBeforeTheNextRoundIsDoubledAtEachFailure() {
        Timing timing = Timing.of(30);

        assertThat(timing.retryAfter(0)).isEqualTo(Duration.ofMillis(5));
        assertThat(timing.retryAfter(3)).isEqualTo(Duration.ofMillis(40));
        assertThat(timing.retryAfter(60)).isEqualTo(Duration.ofSeconds(1000));
    }

    @Test
    void newerVersionWaitsForTheRepetitionAtAGoEdgeAndForASecondAtASkepEdge() {
        push("c", 1);
        send();
        Message newer = push("c", 2);
        clock.advance(Duration.ofMillis(1100));
        assertThat(send()).isEmpty();
        clock.advance(RESEND);
        assertThat(send()).containsExactly(newer.id());

        outbound = of(true, Windows.DEFAULT);
        push("c", 1);
        send();
        Message soon = push("c", 2);
        assertThat(outbound.wakeAt()).contains(clock.instant().plusSeconds(1));
        assertThat(send()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(send()).containsExactly(soon.id());
    }

    @Test
    void acknowledgementOfASupersededMessageIsNobodys() {
        Message old = push("c", 1);
        send();
        Message newer = push("c", 2);
        clock.advance(RESEND);
        send();

        assertThat(acknowledge(old)).isFalse();
        assertThat(acknowledge(newer)).isTrue();
    }

    @Test
    void removalIsReplacedByNothingButARemoval() {
        outbound = of(false, new Windows(1, 1));
        push("blocker", 1);
        send();
        offer(Messages.delete("n", "c", 5));

        assertThat(offer(Messages.push("n", "c", 6))).isEqualTo(Offer.OLD);
        assertThat(offer(Messages.delete("n", "c", 6))).isEqualTo(Offer.TAKEN);
        assertThat(outbound.waiting()).isEqualTo(1);
    }

    @Test
    void deleteIsNotSentTwiceForEachComparison() {
        Message delete = Messages.delete("n", "c", 5);
        offer(delete);
        assertThat(send()).containsExactly(delete.id());

        assertThat(offer(Messages.delete("n", "c", 5))).isEqualTo(Offer.OLD);

        acknowledge(delete);
        assertThat(send()).isEmpty();
    }

    @Test
    void olderVersionThanTheEdgeHasIsNoNews() {
        Message message = push("c", 7);
        send();
        acknowledge(message);

        assertThat(offer(Messages.push("n", "c", 7))).isEqualTo(Offer.OLD);
        assertThat(offer(Messages.push("n", "c", 6))).isEqualTo(Offer.OLD);
        assertThat(offer(Messages.push("n", "c", 8))).isEqualTo(Offer.TAKEN);
    }

    @Test
    void waitsForItsRecordAndIsDroppedWhenTheRecordKnowsIt() {
        Message message = Messages.push("n", "c", 7);
        Given given = new Given(message);
        assertThat(outbound.offer(Messages.acked(message), share.take(given), clock.instant()))
                .isEqualTo(Offer.UNRECORDED);
        assertThat(send()).isEmpty();

        outbound.recorded("c", 7, clock.instant());

        assertThat(send()).isEmpty();
        assertThat(given.finished()).isTrue();
    }

    @Test
    void twoAnswersAboutOneObjectAreTwoMessages() {
        offer(Messages.answer("n", "c", 7));
        offer(Messages.answer("n", "c", 7));

        assertThat(send()).hasSize(2);
    }

    @Test
    void unreadFramesOfBothLanesAreBoundedForAGoEdge() {
        once(100);
        assertThat(send()).hasSize(Windows.FRAMES);

        clock.advance(Duration.ofMillis(500));

        assertThat(send()).hasSize(36);
    }

    @Test
    void acknowledgementProvesThatEarlierFramesWereRead() {
        Message first = push("c", 1);
        send();
        once(70);
        assertThat(send()).hasSize(Windows.FRAMES - 1);
        Message later = push("d", 2);
        assertThat(send()).isEmpty();

        acknowledge(first);
        assertThat(send()).hasSize(1);
        clock.advance(Duration.ofMillis(500));
        assertThat(send()).contains(later.id());
        once(60);
        assertThat(send()).hasSize(57);
        acknowledge(later);
        once(10);
        assertThat(send()).hasSize(7);
    }

    @Test
    void directLaneOfASkepEdgeIsLeftToTheSocket() {
        outbound = of(true, Windows.DEFAULT);
        once(500);

        assertThat(send()).hasSize(500);
    }

    @Test
    void whatASkepEdgeCouldNotStoreStepsBehindTheOthersAtOnce() {
        outbound = of(true, new Windows(1, 1));
        Message bad = push("bad", 1);
        Message good = push("good", 2);
        send();

        outbound.failed(bad.id(), clock.instant());

        assertThat(send()).containsExactly(good.id());
        acknowledge(good);
        assertThat(outbound.wakeAt()).contains(clock.instant().plusMillis(5));
        clock.advance(Duration.ofMillis(5));
        assertThat(send()).containsExactly(bad.id());
    }

    @Test
    void closedTakesAndGivesNothing() {
        push("c", 1);

        assertThat(outbound.close()).hasSize(1);
        assertThat(offer(Messages.push("n", "c", 2))).isEqualTo(Offer.CLOSED);
        assertThat(outbound.next(clock.instant())).isEmpty();
        assertThat(outbound.wakeAt()).isEmpty();
    }

    private static List<String> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }
}
