package io.skep.common.transport.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private final Budget budget = new Budget(100);
    private final List<String> ended = new ArrayList<>();

    private Budget.Share share(String name) {
        return budget.share(reason -> ended.add(name + ": " + reason));
    }

    @Test
    void endsTheLargestHolder() {
        Budget.Share large = share("large");
        Budget.Share small = share("small");
        large.add(70);
        small.add(30);
        assertThat(ended).isEmpty();
        small.add(1);
        assertThat(ended)
                .containsExactly(
                        "large: it holds 70 bytes of messages that are not handled, and all links together hold more than 100");
        large.close();
        small.add(60);
        assertThat(ended).hasSize(1);
        assertThat(budget.used()).isEqualTo(91);
    }

    @Test
    void countsNothingTwiceWhenALinkEnds() {
        Budget.Share share = share("one");
        share.add(40);
        share.free(15);
        share.close();
        share.free(25);
        share.add(9);
        share.close();
        assertThat(budget.used()).isZero();
        assertThat(share.held()).isZero();
    }
}
