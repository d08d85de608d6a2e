package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class HostNameTest {

    private static HostName name(String spec) {
        return HostName.of(Pods.of(spec), "cluster.local");
    }

    @Test
    void isThePodsNameUnlessItSaysOtherwise() {
        assertThat(name("'x':1")).isEqualTo(new HostName("p", ""));
        assertThat(name("'hostname':'h','subdomain':'s'")).isEqualTo(new HostName("h", "s.default.svc.cluster.local"));
    }

    @Test
    void shortensLongNames() {
        ObjectNode pod = Pods.of("'x':1");
        pod.withObjectProperty("metadata").put("name", "a".repeat(61) + "-.b");
        assertThat(HostName.of(pod, "").name()).isEqualTo("a".repeat(61));
    }

    @Test
    void showsTheFullNameOnlyOnDemand() {
        ObjectNode pod = Pods.of("'subdomain':'s','setHostnameAsFQDN':true");
        assertThat(HostName.of(pod, "cluster.local").seen(pod)).isEqualTo("p.s.default.svc.cluster.local");
        assertThat(name("'subdomain':'s'").seen(Pods.of("'subdomain':'s'"))).isEqualTo("p");
        String longName = "s".repeat(60);
        ObjectNode big = Pods.of("'subdomain':'" + longName + "','setHostnameAsFQDN':true");
        assertThatThrownBy(() -> HostName.of(big, "cluster.local").seen(big))
                .hasMessageContaining("is too long (64 characters is the max, 88 characters requested)");
    }

    @Test
    void writesAHostsFile() {
        assertThat(HostsFile.own(
                        Pods.of("'hostAliases':[{'ip':'1.2.3.4','hostnames':['a','b']}]"),
                        name("'subdomain':'s'"),
                        "10.1.0.2"))
                .isEqualTo("""
                        # Kubernetes-managed hosts file.
                        127.0.0.1	localhost
                        ::1	localhost ip6-localhost ip6-loopback
                        fe00::0	ip6-localnet
                        fe00::0	ip6-mcastprefix
                        fe00::1	ip6-allnodes
                        fe00::2	ip6-allrouters
                        10.1.0.2	p.s.default.svc.cluster.local	p

                        # Entries added by HostAliases.
                        1.2.3.4	a	b
                        """);
        assertThat(HostsFile.machine(Pods.of("'x':1"), "127.0.0.1 localhost\n"))
                .isEqualTo("# Kubernetes-managed hosts file (host network).\n127.0.0.1 localhost\n");
    }
}
