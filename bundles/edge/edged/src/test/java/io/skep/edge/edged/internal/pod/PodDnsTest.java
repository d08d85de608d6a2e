package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.edge.runtime.PodNetwork.Dns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodDnsTest {

    private static final Dns MACHINE = new Dns(List.of("1.1.1.1", "2.2.2.2"), List.of("lan"), List.of("rotate"));

    @TempDir
    Path dir;

    @BeforeEach
    void machine() throws IOException {
        Files.writeString(
                dir.resolve("resolv.conf"),
                "# x\nnameserver 1.1.1.1\nnameserver 2.2.2.2 extra\nnameserver\nsearch old\ndomain lan\noptions rotate\n");
    }

    private PodDns.Choice choose(String spec, String... servers) {
        return new PodDns(Pods.dns(dir, servers)).of(Pods.of(spec));
    }

    @Test
    void givesTheClustersServers() {
        assertThat(choose("'dnsPolicy':'ClusterFirst'", "10.96.0.10").dns())
                .isEqualTo(new Dns(
                        List.of("10.96.0.10"),
                        List.of("default.svc.cluster.local", "svc.cluster.local", "cluster.local", "lan"),
                        List.of("ndots:5")));
        assertThat(choose("'dnsPolicy':'ClusterFirstWithHostNet','hostNetwork':true", "10.96.0.10")
                        .dns()
                        .servers())
                .containsExactly("10.96.0.10");
    }

    @Test
    void givesTheMachinesServers() {
        assertThat(choose("'dnsPolicy':'Default'", "10.96.0.10").dns()).isEqualTo(MACHINE);
        assertThat(choose("'dnsPolicy':'ClusterFirst','hostNetwork':true", "10.96.0.10")
                        .dns())
                .isEqualTo(MACHINE);
    }

    @Test
    void fallsBackWhenTheClusterHasNoServers() {
        PodDns.Choice choice = choose("'containers':[]");
        assertThat(choice.dns()).isEqualTo(MACHINE);
        assertThat(choice.complaints()).containsOnlyKeys("MissingClusterDNS");
        assertThat(choose("'dnsPolicy':'Default'").complaints()).isEmpty();
    }

    @Test
    void takesOnlyWhatThePodSays() {
        assertThat(choose("'dnsPolicy':'None','dnsConfig':{'nameservers':['9.9.9.9'],'searches':['a'],"
                                + "'options':[{'name':'ndots','value':'2'},{'name':'edns0'}]}")
                        .dns())
                .isEqualTo(new Dns(List.of("9.9.9.9"), List.of("a"), List.of("ndots:2", "edns0")));
    }

    @Test
    void addsWhatThePodSays() {
        Dns dns = choose(
                        "'dnsConfig':{'nameservers':['10.96.0.10','9.9.9.9'],'options':[{'name':'ndots','value':'2'}]}",
                        "10.96.0.10")
                .dns();
        assertThat(dns.servers()).containsExactly("10.96.0.10", "9.9.9.9");
        assertThat(dns.options()).containsExactly("ndots:2");
    }

    @Test
    void cutsWhatNoResolverReads() {
        PodDns.Choice choice = choose("'dnsPolicy':'Default','dnsConfig':{'nameservers':['3.3.3.3','4.4.4.4']}");
        assertThat(choice.dns().servers()).containsExactly("1.1.1.1", "2.2.2.2", "3.3.3.3");
        assertThat(choice.complaints().get("DNSConfigForming")).endsWith("1.1.1.1 2.2.2.2 3.3.3.3");
        String many = "'" + "x".repeat(200) + "','" + "y".repeat(2000) + "'";
        assertThat(choose("'dnsPolicy':'Default','dnsConfig':{'searches':[" + many + "]}")
                        .dns()
                        .searches())
                .hasSize(2);
    }

    @Test
    void livesWithoutAFile() throws IOException {
        Files.delete(dir.resolve("resolv.conf"));
        assertThat(choose("'dnsPolicy':'Default'").dns()).isEqualTo(Dns.NONE);
    }
}
