package io.skep.itests.cve;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import io.skep.itests.process.AttackedCloud;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What has undone KubeEdge's channel, tried on the cloudcore that is shipped: each method is named after the vulnerability (docs/fuzzing.md has the whole
 * list). After each of them the process is the same, holds no more memory, has written neither an error nor a stack trace, and serves a good edge.
 */
class ChannelCvesIT {

    private static final int LINK = 10_000;
    private static final int HTTPS = 10_002;
    private static final int API = 6_443;
    private static final int MIB = 1024 * 1024;
    private static final long FLAT = 24L * MIB;
    private static final int CROWD = 300;
    private static final String KEEPALIVE = "{\"header\":{\"msg_id\":\"11111111-2222-4333-8444-555555555555\","
            + "\"timestamp\":1},\"route\":{\"source\":\"websocket\",\"group\":\"resource\",\"operation\":\"keepalive\","
            + "\"resource\":\"node\"},\"content\":%s}\n";

    private static AttackedCloud cloud;
    private static long pid;
    private static long live;

    @BeforeAll
    static void start() throws IOException {
        cloud = AttackedCloud.start();
        pid = cloud.pid();
        try (Attacker warm = link("warm")) {
            warm.text(KEEPALIVE.formatted("1"));
        }
        live = cloud.live();
    }

    @AfterAll
    static void stop() {
        if (cloud != null) {
            cloud.close();
        }
    }

    @BeforeEach
    void mark() {
        cloud.mark();
    }

    @AfterEach
    void isUnharmed() throws IOException {
        try (Attacker good = link("good")) {
            good.text(KEEPALIVE.formatted("\"ping\""));
            good.frame(0x89, new byte[] {1});
            assertThat(good.opcode()).as("the answer to a ping").isEqualTo(10);
        }
        assertThat(cloud.faults()).isEmpty();
        assertThat(cloud.pid()).isEqualTo(pid);
        assertThat(cloud.live()).isLessThan(live + FLAT);
        cloud.awaitEdge();
    }

    private static Attacker link(String node) throws IOException {
        return Attacker.link(cloud.port(LINK), cloud.ca(), cloud.node(node), node);
    }

    private static Attacker stranger() {
        return Attacker.connect(cloud.port(HTTPS), cloud.ca(), ReloadableKeyManager.empty());
    }

    private static Attacker holder(CertificateAuthority of, String node) {
        ReloadableKeyManager keys = ReloadableKeyManager.of(of.issueClient(Subject.node(node), Duration.ofDays(1)));
        return Attacker.connect(cloud.port(HTTPS), cloud.ca(), keys);
    }

    private static String request(String line, String headers) {
        return line + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n";
    }

    private static String bearer() {
        return "Authorization: Bearer " + cloud.token() + "\r\nNodeName: edge-9\r\n";
    }

    @Test
    void cve_2022_31075_aBodyThatSaysItIsHugeIsRefusedUnread() throws IOException {
        try (Attacker attacker = stranger()) {
            attacker.write(request("GET /edge.crt", bearer() + "Content-Length: 107374182400\r\n"));
            assertThat(attacker.status()).isEqualTo(413);
            assertThat(attacker.isEnded()).isTrue();
        }
    }

    @Test
    void cve_2022_31075_aBodyWithoutAnEndIsCutOff() throws IOException {
        try (Attacker attacker = stranger()) {
            attacker.write(request("GET /edge.crt", bearer() + "Transfer-Encoding: chunked\r\n") + "7fffffff\r\n");
            long taken = attacker.flood(Attacker.spaces(64 * 1024), 512L * MIB);
            assertThat(taken).isLessThan(64L * MIB);
        }
    }

    @Test
    void cve_2022_31075_aStrangerSendsNoBodyAtAll() throws IOException {
        try (Attacker attacker = stranger()) {
            attacker.write(request("GET /edge.crt", "NodeName: edge-9\r\nContent-Length: 1000000\r\n"));
            assertThat(attacker.status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "\"\"",
                "0",
                "NaN",
                "{\"header\":[]}",
                "{\"header\":{\"timestamp\":1e999}}",
                "{\"content\":1e99999999999}",
                "{\"route\":\"x\"}",
                "{\"content\":",
                "\u0000",
                "{\"header\":{\"msg_id\":{}}}"
            })
    void cve_2022_31076_and_31077_whatIsNoMessageEndsTheLinkAndNothingElse(String text) throws IOException {
        try (Attacker attacker = link("odd")) {
            attacker.text(text);
            assertThat(attacker.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "[]",
                "\"\"",
                "[null]",
                "{\"metadata\":null}",
                "{\"metadata\":[]}",
                "{\"status\":7}",
                "1e999",
                "\"{\\\"a\\\":1e99999999999}\"",
                "\"null\"",
                "\"[]\"",
                "{\"a\":1,\"a\":{\"a\":2}}"
            })
    void cve_2022_31076_and_31077_oddContentsOfEveryOperationAreBorne(String content) throws IOException {
        String message = "{\"header\":{\"msg_id\":\"%s\",\"timestamp\":1},\"route\":{\"source\":\"edged\","
                + "\"group\":\"meta\",\"operation\":\"%s\",\"resource\":\"%s\"},\"content\":" + content + "}";
        try (Attacker attacker = link("odd")) {
            for (String operation :
                    List.of("insert", "update", "patch", "delete", "query", "response", "error", "upload")) {
                for (String resource : List.of(
                        "default/pod/p",
                        "default/podpatch/p",
                        "default/podstatus/p",
                        "null/node/odd",
                        "default/nodepatch/odd",
                        "default/nodestatus/odd",
                        "kube-node-lease/lease/odd",
                        "default/event/e",
                        "default/serviceaccounttoken/t",
                        "default/configmap/c",
                        "default/podlist",
                        "ns/volume/v")) {
                    attacker.text(message.formatted("id-" + operation + resource.hashCode(), operation, resource));
                }
            }
            attacker.frame(0x89, new byte[] {7});
            int opcode = attacker.opcode();
            while (opcode != 10) {
                assertThat(opcode).as("an answer, not a close").isEqualTo(1);
                opcode = attacker.opcode();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "\"\"", "{\"nodeName\":null}", "[[[[[[[["})
    void cve_2022_31076_and_31077_oddReportsOfUpgradesAreBorne(String body) throws IOException {
        try (Attacker attacker = holder(cloud.ca(), "edge-9")) {
            attacker.write(request("POST /nodeupgrade", "Content-Length: " + body.length() + "\r\n") + body);
            assertThat(attacker.status()).isBetween(200, 499);
        }
    }

    @Test
    void cve_2022_31079_halfFramesOnManyLinksHoldLittle() throws IOException {
        List<Attacker> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                Attacker attacker = link("half-" + i);
                crowd.add(attacker);
                attacker.write(Attacker.header(0x01, 30L * MIB));
                attacker.write(new byte[1000]);
            }
            assertThat(cloud.live()).isLessThan(live + FLAT);
        } finally {
            for (Attacker attacker : crowd) {
                attacker.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0xFFFF_FFFFL, 0x1_0000_0000L, -1, Long.MIN_VALUE, 32L * MIB + 1})
    void cve_2026_62370_aLengthBeyondTheBoundEndsTheLinkAtOnce(long length) throws IOException {
        try (Attacker attacker = link("long")) {
            attacker.write(Attacker.header(0x82, length));
            assertThat(attacker.isEnded()).isTrue();
        }
    }

    @Test
    void cve_2026_62370_theGreatestMessageThatIsTakenIsTaken() throws IOException {
        byte[] message = Attacker.spaces(32 * MIB);
        byte[] text = KEEPALIVE.formatted("1").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, message, 0, text.length);
        try (Attacker attacker = link("long")) {
            attacker.frame(0x81, message);
            attacker.frame(0x89, new byte[] {1});
            assertThat(attacker.opcode()).isEqualTo(10);
        }
    }

    @Test
    void cve_2026_62370_fragmentsTogetherAreBoundedAsOne() throws IOException {
        byte[] piece = Attacker.spaces(8 * MIB);
        try (Attacker attacker = link("long")) {
            attacker.frame(0x01, piece);
            for (int i = 0; i < 3; i++) {
                attacker.frame(0x00, piece);
            }
            attacker.frame(0x80, new byte[] {' '});
            assertThat(attacker.isEnded()).isTrue();
        }
    }

    @Test
    void cve_2026_62370_manyLinksWithHalfOfALongMessageLeaveTheCloudAlive() throws Exception {
        List<Attacker> crowd = new ArrayList<>();
        List<Thread> floods = new ArrayList<>();
        try {
            for (int i = 0; i < 48; i++) {
                Attacker attacker = link("flood-" + i);
                crowd.add(attacker);
                attacker.write(Attacker.header(0x82, 31L * MIB));
                floods.add(Thread.ofVirtual().start(() -> attacker.flood(new byte[64 * 1024], 16L * MIB)));
            }
            for (Thread flood : floods) {
                flood.join(Duration.ofSeconds(20));
            }
            assertThat(cloud.pid()).isEqualTo(pid);
        } finally {
            for (Attacker attacker : crowd) {
                attacker.close();
            }
        }
    }

    @Test
    void cve_2026_82473_reportsOfTasksAreTakenFromNodesOnly() throws IOException {
        CertificateAuthority foreign =
                CertificateAuthority.create(CertificateAuthority.KUBEEDGE, InstantSource.system(), new SecureRandom());
        for (String route : List.of(
                "POST /nodeupgrade",
                "POST /task/upgrade/name/t/node/edge-1/status",
                "POST /task/prepull/name/t/node/edge-1/status",
                "POST /nodetask/configupdate/name/t/node/edge-1/status",
                "PUT /edge.crt")) {
            String body = "Content-Length: 2\r\n";
            try (Attacker nobody = stranger()) {
                nobody.write(request(route, body) + "{}");
                assertThat(nobody.status()).as(route).isIn(401, 403, 404, 405);
            }
            try (Attacker other = holder(foreign, "edge-1")) {
                other.write(request(route, body) + "{}");
                assertThat(other.status()).as(route).isIn(401, 403, 404, 405);
            }
        }
    }

    @Test
    void cve_2026_82473_aCertificateOpensNoOtherNodesLink() throws IOException {
        Attacker attacker =
                Attacker.connect(cloud.port(LINK), cloud.ca(), ReloadableKeyManager.of(cloud.node("edge-9")));
        try (attacker) {
            attacker.write(request(
                    "GET /p/edge-1/events",
                    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: RPakOcNhmK9d7UeCZsDT2Q==\r\n"
                            + "Sec-WebSocket-Version: 13\r\nConnectionuse: msg\r\nNode_id: edge-1\r\n"));
            assertThat(attacker.status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LINK, HTTPS, API})
    void cve_2016_2183_onlyAuthenticatedCiphersOfTls12AndNewer(int port) throws IOException {
        int at = cloud.port(port);
        int goes = 0xC02B;
        assertThat(new ClientHello(0x0303, goes, 0xC02F, 0xC02C).isAcceptedAt(at))
                .as("TLS 1.2, AES-GCM")
                .isTrue();
        assertThat(new ClientHello(0x0303, 0x000A, 0xC012, 0xC008, 0x0016).isAcceptedAt(at))
                .as("3DES")
                .isFalse();
        assertThat(new ClientHello(0x0303, 0xC009, 0xC013, 0xC023, 0xC024, 0x002F, 0x0035).isAcceptedAt(at))
                .as("CBC")
                .isFalse();
        assertThat(new ClientHello(0x0303, 0x009C, 0x009D).isAcceptedAt(at))
                .as("no forward secrecy")
                .isFalse();
        assertThat(new ClientHello(0x0303, 0x0005, 0xC011, 0x0000, 0x0001, 0xC010).isAcceptedAt(at))
                .as("RC4, none")
                .isFalse();
        assertThat(new ClientHello(0x0302, goes, 0xC009, 0xC013).isAcceptedAt(at))
                .as("TLS 1.1")
                .isFalse();
        assertThat(new ClientHello(0x0301, goes, 0xC009, 0xC013).isAcceptedAt(at))
                .as("TLS 1.0")
                .isFalse();
        assertThat(new ClientHello(0x0300, 0x000A).isAcceptedAt(at)).as("SSL 3").isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {LINK, HTTPS})
    void slowLoris_aCrowdThatDoesNotFinishItsHandshakeKeepsNobodyOut(int port) throws IOException {
        byte[] hello = new ClientHello(0x0303, 0xC02B).record();
        List<Socket> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < CROWD; i++) {
                Socket socket = new Socket("127.0.0.1", cloud.port(port));
                socket.setSoTimeout(40_000);
                socket.getOutputStream().write(hello, 0, i % hello.length);
                crowd.add(socket);
            }
            long began = System.nanoTime();
            try (Attacker good = port == LINK ? link("good") : stranger()) {
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
                assertThat(good).isNotNull();
            }
            for (Socket socket : crowd) {
                assertThat(isEnded(socket)).isTrue();
            }
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    private static boolean isEnded(Socket socket) {
        try (InputStream in = socket.getInputStream()) {
            in.readAllBytes();
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LINK, HTTPS})
    void slowLoris_aHeadThatDripsIsCutOff(int port) throws IOException {
        Attacker attacker = port == LINK
                ? Attacker.connect(cloud.port(port), cloud.ca(), ReloadableKeyManager.of(cloud.node("drip")))
                : stranger();
        try (attacker) {
            attacker.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n");
            Drip drip = Drip.start("X-Drip: 1\r\n", attacker::write);
            assertThat(attacker.isEnded()).isTrue();
            drip.end();
        }
    }
}
