package io.skep.common.transport.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkError;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.Links;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionalLaneTest {

    private final OptionalLane lane = new OptionalLane();
    private final List<String> events = new ArrayList<>();

    private Links offer(String key) {
        Links links = new Nothing();
        lane.offer(
                key,
                () -> {
                    events.add("get " + key);
                    return links;
                },
                () -> events.add("unget " + key));
        return links;
    }

    @Test
    void fetchesTheServiceAtTheFirstUseOnly() {
        Links links = offer("a");
        assertThat(events).isEmpty();
        assertThat(lane.get()).isSameAs(links);
        assertThat(lane.find()).containsSame(links);
        assertThat(events).containsExactly("get a");
        lane.release();
        lane.release();
        lane.get();
        assertThat(events).containsExactly("get a", "unget a", "get a");
    }

    @Test
    void saysThatNobodyOffersIt() {
        assertThat(lane.find()).isEmpty();
        assertThatThrownBy(lane::get)
                .isInstanceOfSatisfying(
                        SkepException.class,
                        missing -> assertThat(missing.code()).isEqualTo(LinkError.LANE_MISSING));
    }

    @Test
    void givesTheFormerOneBackWhenAnotherComes() {
        offer("a");
        lane.get();
        Links fresh = offer("b");
        lane.withdraw("a");
        assertThat(lane.get()).isSameAs(fresh);
        lane.withdraw("b");
        assertThat(lane.find()).isEmpty();
        assertThat(events).containsExactly("get a", "unget a", "get b", "unget b");
    }

    @Test
    void wakesWhoWaitsForAChange() throws Exception {
        long before = lane.generation();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                lane.awaitChange(before, Duration.ofMinutes(5).toNanos());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        offer("a");
        assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
        assertThat(lane.generation()).isEqualTo(before + 1);
        lane.awaitChange(before + 1, 1);
    }

    private static final class Nothing implements Links {
        @Override
        public LinkServer listen(LinkServerOptions options, LinkHandler handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Link connect(LinkClientOptions options, LinkHandler handler) {
            throw new UnsupportedOperationException();
        }
    }
}
