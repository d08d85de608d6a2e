package io.skep.edge.edged.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS probes of a pod whose certificate nobody else knows. */
class SeenKeysTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    /** A server on that port (0 for any) with a fresh key. */
    private HttpsServer server(int port) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(selfSigned(), PASSWORD);
        context.init(keys.getKeyManagers(), null, null);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private KeyStore selfSigned() throws Exception {
        Path file = folder.resolve("keys-" + System.nanoTime());
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=anything",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static Outcome probe(HttpCheck check, int port) {
        return check.get(new Handler.HttpGet(true, "", port, "/", List.of()), "127.0.0.1", LIMIT);
    }

    @Test
    void goesByTheKeyThatThePodShowedFirstAndTellsAChange() throws Exception {
        HttpCheck check = new HttpCheck();
        HttpsServer first = server(0);
        int port = first.getAddress().getPort();
        assertThat(probe(check, port)).isInstanceOf(Outcome.Good.class);
        assertThat(probe(check, port)).isInstanceOf(Outcome.Good.class);
        first.stop(0);

        HttpsServer second = server(port);
        assertThat(probe(check, port))
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.message())
                                .contains("127.0.0.1:" + port)
                                .contains("another one than at the last probe"));
        assertThat(probe(check, port)).isInstanceOf(Outcome.Good.class);
        assertThat(probe(new HttpCheck(), port)).isInstanceOf(Outcome.Good.class);
        second.stop(0);
    }

    @Test
    void aChangeIsFoundBehindOtherFailures() {
        SeenKeys.ChangedException change = new SeenKeys.ChangedException("10.0.0.1:8443");

        assertThat(SeenKeys.change(new java.io.IOException("x", new IllegalStateException(change))))
                .containsSame(change);
        assertThat(SeenKeys.change(new java.io.IOException("x"))).isEmpty();
    }
}
