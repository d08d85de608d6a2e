package io.skep.distributions.launcher.containers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NatRulesTest {

    private static final String OURS = """
            # Warning: iptables-legacy tables present, use iptables-legacy-save to see them
            *nat
            :PREROUTING ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :POSTROUTING ACCEPT [0:0]
            :CNI-DN-f4 - [0:0]
            :CNI-HOSTPORT-DNAT - [0:0]
            :CNI-HOSTPORT-MASQ - [0:0]
            :CNI-HOSTPORT-SETMARK - [0:0]
            :CNI-f4 - [0:0]
            -A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
            -A OUTPUT -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
            -A POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ
            -A POSTROUTING -s 10.80.1.2/32 -m comment --comment "name: \\"skep-1\\" id: \\"a\\"" -j CNI-f4
            -A CNI-DN-f4 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.80.1.2:80
            -A CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"skep-1\\" id: \\"a\\"" -m multiport --dports 8080 -j CNI-DN-f4
            -A CNI-HOSTPORT-MASQ -m mark --mark 0x2000/0x2000 -j MASQUERADE
            -A CNI-HOSTPORT-SETMARK -m comment --comment "CNI portfwd masquerade mark" -j MARK --set-xmark 0x2000/0x2000
            -A CNI-f4 -d 10.80.1.0/24 -m comment --comment "name: \\"skep-1\\" id: \\"a\\"" -j ACCEPT
            COMMIT
            """;

    private static final String OTHERS = """
            -A CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"skep-11\\" id: \\"b\\"" -m multiport --dports 81 -j CNI-DN-b
            """;

    @Test
    void removesTheRulesOfTheNetworkAndThenTheChainsThatTheyLedTo() {
        assertThat(NatRules.parse(OURS).removal("skep-1", false)).contains("""
                *nat
                -D POSTROUTING -s 10.80.1.2/32 -m comment --comment "name: \\"skep-1\\" id: \\"a\\"" -j CNI-f4
                -D CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"skep-1\\" id: \\"a\\"" -m multiport --dports 8080 -j CNI-DN-f4
                -F CNI-f4
                -F CNI-DN-f4
                COMMIT
                *nat
                -X CNI-f4
                -X CNI-DN-f4
                COMMIT
                """);
    }

    @Test
    void removesTheSharedChainsWhenNobodyElseUsesThem() {
        assertThat(NatRules.parse(OURS).removal("skep-1", true))
                .get()
                .asString()
                .contains(
                        "-D OUTPUT -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT\n",
                        "-D PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT\n",
                        "-D POSTROUTING -m comment --comment \"CNI portfwd requiring masquerade\" -j CNI-HOSTPORT-MASQ\n",
                        "-X CNI-HOSTPORT-DNAT\n",
                        "-X CNI-HOSTPORT-MASQ\n",
                        "-X CNI-HOSTPORT-SETMARK\n");
    }

    @Test
    void leavesTheSharedChainsToAnotherNetworkThatHasRulesInThem() {
        assertThat(NatRules.parse(OURS + OTHERS).removal("skep-1", true))
                .get()
                .asString()
                .contains("-X CNI-f4\n")
                .doesNotContain("-X CNI-HOSTPORT", "-F CNI-HOSTPORT", "skep-11", "-D PREROUTING");
    }

    @Test
    void hasNothingToDoForANetworkWithoutRules() {
        NatRules rules = NatRules.parse(OURS);
        assertThat(rules.mentions("skep-1")).isTrue();
        assertThat(rules.mentions("skep")).isFalse();
        assertThat(rules.removal("skep", false)).isEmpty();
        assertThat(NatRules.parse("").removal("skep-1", true)).isEmpty();
        assertThat(NatRules.parse("").hasSharedChains()).isFalse();
        assertThat(rules.hasSharedChains()).isTrue();
    }
}
