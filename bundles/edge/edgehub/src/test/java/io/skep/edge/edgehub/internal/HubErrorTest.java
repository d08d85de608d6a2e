package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.SkepException;
import io.skep.common.transport.LinkRefusedException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubErrorTest {

    @ParameterizedTest
    @CsvSource({"401, SKEP-548", "403, SKEP-548", "503, SKEP-505", "0, SKEP-505"})
    void tellsARefusedIdentityAsWhatItIs(int status, String code) {
        SkepException told = HubError.ofRefusal(
                new LinkRefusedException("It answered " + status + ".", status, Optional.empty(), null));
        assertThat(told.code().code()).isEqualTo(code);
        assertThat(told.line()).contains("It answered " + status);
    }

    @Test
    void leavesOtherFailuresAsTheyAre() {
        SkepException failure = new SkepException(HubError.NO_TOKEN, "There is no token.");
        assertThat(HubError.ofRefusal(failure)).isSameAs(failure);
    }
}
