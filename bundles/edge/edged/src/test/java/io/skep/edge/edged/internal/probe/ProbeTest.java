package io.skep.edge.edged.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import io.skep.edge.edged.internal.pod.FakeRuntime;
import io.skep.edge.edged.internal.probe.Checks.Target;
import io.skep.edge.edged.internal.probe.Probe.Kind;
import io.skep.edge.edged.internal.probe.Tally.Word;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private static JsonNode json(String text) throws Exception {
        return Json.parse(text.replace('\'', '"'));
    }

    private static Handler handler(String probe) throws Exception {
        JsonNode container = json("{'ports':[{'name':'web','containerPort':8080}]}");
        return Handler.of(json(probe), container);
    }

    @Test
    void readsHandlers() throws Exception {
        assertThat(handler("{'exec':{'command':['a','b']}}")).isEqualTo(new Handler.Exec(List.of("a", "b")));
        assertThat(handler("{'httpGet':{'port':'web','path':'x?y','scheme':'HTTPS','host':'h',"
                        + "'httpHeaders':[{'name':'A','value':'b'}]}}"))
                .isEqualTo(new Handler.HttpGet(true, "h", 8080, "/x?y", List.of(Map.entry("A", "b"))));
        assertThat(handler("{'httpGet':{'port':80}}")).isEqualTo(new Handler.HttpGet(false, "", 80, "/", List.of()));
        assertThat(handler("{'tcpSocket':{'port':'81'}}")).isEqualTo(new Handler.TcpSocket("", 81));
        assertThat(handler("{'sleep':{'seconds':3}}")).isEqualTo(new Handler.Sleep(3));
    }

    @Test
    void refusesWhatCannotBeDone() throws Exception {
        assertThat(handler("{'tcpSocket':{'port':'none'}}")).isInstanceOf(Handler.Impossible.class);
        assertThat(handler("{'httpGet':{'port':70000}}")).isInstanceOf(Handler.Impossible.class);
        assertThat(handler("{'exec':{'command':[]}}")).isInstanceOf(Handler.Impossible.class);
        assertThat(handler("{'grpc':{'port':1}}")).isInstanceOf(Handler.Impossible.class);
        assertThat(handler("{'httpGet':{'port':80,'httpHeaders':[{'name':'A','value':'b\\r\\nC: d'}]}}"))
                .isInstanceOf(Handler.Impossible.class);
    }

    @Test
    void fillsInKubernetesDefaults() throws Exception {
        Probe probe = Probe.find(json("{'livenessProbe':{'tcpSocket':{'port':1}}}"), Kind.LIVENESS)
                .orElseThrow();
        assertThat(probe.delay()).isZero();
        assertThat(probe.period()).isEqualTo(Duration.ofSeconds(10));
        assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(probe.successes()).isEqualTo(1);
        assertThat(probe.failures()).isEqualTo(3);
        assertThat(probe.grace()).isEmpty();
        assertThat(Probe.find(json("{}"), Kind.READINESS)).isEmpty();
    }

    @Test
    void countsInARow() throws Exception {
        Probe probe = Probe.find(
                        json("{'readinessProbe':{'tcpSocket':{'port':1},'successThreshold':2,'failureThreshold':2}}"),
                        Kind.READINESS)
                .orElseThrow();
        Tally tally = new Tally(probe);
        assertThat(tally.record(new Outcome.Good())).isEqualTo(Word.NOTHING);
        assertThat(tally.record(new Outcome.Bad("x"))).isEqualTo(Word.NOTHING);
        assertThat(tally.record(new Outcome.Good())).isEqualTo(Word.NOTHING);
        assertThat(tally.record(new Outcome.Unknown("x"))).isEqualTo(Word.NOTHING);
        assertThat(tally.record(new Outcome.Good())).isEqualTo(Word.GOOD);
        assertThat(tally.record(new Outcome.Good())).isEqualTo(Word.GOOD);
        assertThat(tally.record(new Outcome.Bad("x"))).isEqualTo(Word.NOTHING);
        assertThat(tally.record(new Outcome.Bad("x"))).isEqualTo(Word.BAD);
    }

    @Test
    void connects() throws Exception {
        Checks checks = new Checks(() -> Optional.of(new FakeRuntime(InstantSource.system())));
        Target target = new Target("u1", "c", "127.0.0.1");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            assertThat(checks.run(new Handler.TcpSocket("", port), target, Duration.ofSeconds(10)))
                    .isEqualTo(new Outcome.Good());
        }
        assertThat(checks.run(new Handler.TcpSocket("", port), target, Duration.ofSeconds(10)))
                .isEqualTo(new Outcome.Bad("dial tcp 127.0.0.1:" + port + ": Connection refused"));
        assertThat(checks.run(new Handler.Sleep(60), target, Duration.ZERO)).isEqualTo(new Outcome.Good());
        assertThat(checks.run(new Handler.Impossible("why"), target, Duration.ZERO))
                .isEqualTo(new Outcome.Unknown("why"));
        assertThat(Optional.of(checks.run(new Handler.Exec(List.of("a")), target, Duration.ofSeconds(1))))
                .contains(new Outcome.Good());
    }
}
