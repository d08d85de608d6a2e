package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.runtime.ContainerLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {

    private static final long GIB = 1L << 30;

    private static ContainerLimits limits(JsonNode pod) {
        return new Limits(pod, 4 * GIB).of(Pods.container(pod));
    }

    @Test
    void givesTheLeastSharesToWhoAsksForNothing() {
        assertThat(limits(Pods.with(""))).isEqualTo(new ContainerLimits(2, 0, 100_000, 0, 1000));
    }

    @Test
    void takesSharesFromRequestsAndTheQuotaFromLimits() {
        JsonNode pod = Pods.with(
                "'resources':{'requests':{'cpu':'250m','memory':'1Gi'},'limits':{'cpu':'1500m','memory':'2Gi'}}");
        assertThat(limits(pod)).isEqualTo(new ContainerLimits(256, 150_000, 100_000, 2 * GIB, 750));
    }

    @Test
    void takesARequestThatIsNotThereFromTheLimit() {
        JsonNode pod = Pods.with("'resources':{'limits':{'cpu':'2','memory':'64Mi'}}");
        assertThat(limits(pod)).isEqualTo(new ContainerLimits(2048, 200_000, 100_000, 64 << 20, -997));
        assertThat(QosClass.of(pod)).isEqualTo(QosClass.GUARANTEED);
    }

    @Test
    void keepsTheKernelsLeastQuota() {
        assertThat(limits(Pods.with("'resources':{'limits':{'cpu':'1m'}}")).cpuQuota())
                .isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource({"8Gi,3", "4Mi,999", "1Ki,999", "2Gi,500"})
    void scoresABurstablePodByItsRequest(String memory, int score) {
        JsonNode pod = Pods.with("'resources':{'requests':{'memory':'" + memory + "'}}");
        assertThat(limits(pod).oomScoreAdj()).isEqualTo(score);
        assertThat(QosClass.of(pod).word()).isEqualTo("Burstable");
    }

    @Test
    void protectsPodsThatTheNodeNeeds() {
        JsonNode pod = Pods.of("'priorityClassName':'system-node-critical','containers':[{'name':'c'}]");
        assertThat(limits(pod).oomScoreAdj()).isEqualTo(-997);
    }

    @Test
    void tellsWhichAmountItCannotRead() {
        assertThatThrownBy(() -> limits(Pods.with("'resources':{'limits':{'memory':'much'}}")))
                .isInstanceOfSatisfying(PodProblem.class, e -> {
                    assertThat(e.code()).isEqualTo(EdgedError.BAD_REFERENCE);
                    assertThat(e).hasMessageContaining("'much' of limits.memory");
                });
    }

    @Test
    void countsInitContainersForTheClass() {
        JsonNode pod = Pods.of("'initContainers':[{'name':'i'}],"
                + "'containers':[{'name':'c','resources':{'limits':{'cpu':'1','memory':'1Gi'}}}]");
        assertThat(QosClass.of(pod)).isEqualTo(QosClass.BURSTABLE);
        assertThat(QosClass.of(Pods.with("'resources':{'limits':{'cpu':'0'}}"))).isEqualTo(QosClass.BEST_EFFORT);
        assertThat(QosClass.of(Pods.with("'resources':{'limits':{'cpu':'1','memory':'x'}}")))
                .isEqualTo(QosClass.BURSTABLE);
        assertThat(
                        QosClass.of(
                                Pods.with(
                                        "'resources':{'limits':{'cpu':'1','memory':'1Gi'},'requests':{'cpu':'1000m','memory':'1024Mi'}}")))
                .isEqualTo(QosClass.GUARANTEED);
    }

    @ParameterizedTest
    @CsvSource({
        "1e3,1000",
        "1E3,1000",
        "1E,1000000000000000000",
        "5n,1",
        "2.5,3",
        "1Ei,1152921504606846976",
        ".5k,500",
        "+7,7"
    })
    void readsAllFormsOfAmounts(String text, String number) {
        assertThat(Quantity.divide(text, "1")).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"1.2.3", "-1", "1KB", "e3", "1e999", "''"})
    void refusesWhatIsNoAmount(String text) {
        assertThatThrownBy(() -> Quantity.parse(text)).isInstanceOf(NumberFormatException.class);
    }
}
