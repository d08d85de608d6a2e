package io.skep.distributions.launcher.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubnetTest {

    private static final String TABLE = """
            Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
            eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
            eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
            skep-1\t0000500A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
            """;

    @Test
    void readsTheRoutingTableWithoutItsDefaultRoute() {
        assertThat(Subnet.routed(TABLE, "")).map(Subnet::toString).containsExactly("192.0.2.0/24", "10.80.0.0/24");
        assertThat(Subnet.routed(TABLE, "skep-1")).map(Subnet::toString).containsExactly("192.0.2.0/24");
        assertThat(Subnet.routed("", "")).isEmpty();
    }

    @Test
    void givesAFolderTheSameRangeUnlessItIsTaken() {
        assertThat(Subnet.choose("00000000", List.of())).map(Subnet::toString).contains("10.80.0.0/24");
        assertThat(Subnet.choose("00001fff", List.of())).map(Subnet::toString).contains("10.95.255.0/24");
        assertThat(Subnet.choose("00000000", Subnet.routed(TABLE, "")))
                .map(Subnet::toString)
                .contains("10.80.1.0/24");
    }

    @Test
    void goesAroundALargerRangeAndBackToTheFirst() {
        assertThat(Subnet.choose("00000fff", List.of(Subnet.parse("10.95.0.0/16"))))
                .map(Subnet::toString)
                .contains("10.80.0.0/24");
        assertThat(Subnet.choose("00000000", List.of(Subnet.parse("10.80.0.64/26"))))
                .map(Subnet::toString)
                .contains("10.80.1.0/24");
    }

    @Test
    void findsNoneWhereAllIsTaken() {
        assertThat(Subnet.choose("00000000", List.of(Subnet.parse("10.0.0.0/8"))))
                .isEqualTo(Optional.empty());
    }
}
