package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerboseInfoTest {

    @Test
    void readsOnlyTheFirstLevel() {
        assertThat(VerboseInfo.pid("{\"a\":{\"pid\":1},\"b\":[{\"pid\":2}],\"c\":\"\\\"pid\\\":3\",\"pid\":4}"))
                .isEqualTo(4);
        assertThat(VerboseInfo.pid("{\"a\":{\"pid\":1}}")).isZero();
    }

    @Test
    void bearsWhatIsNoJson() {
        for (String text : new String[] {
            "", "[]", "{\"pid\":\"x\"}", "{\"pid\":1.5}", "{", "nonsense", "{\"pid\":99999999999999999999}"
        }) {
            assertThat(VerboseInfo.pid(text)).as(text).isZero();
        }
    }
}
