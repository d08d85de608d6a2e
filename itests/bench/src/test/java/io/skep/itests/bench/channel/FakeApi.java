package io.skep.itests.bench.channel;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.skep.common.model.Json;
import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.Identity;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import io.skep.itests.bench.FakeCloud;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** An API that hands pods and ConfigMaps to their nodes at once. */
final class FakeApi implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]+)\"");
    private static final Pattern NODE = Pattern.compile("\"nodeName\":\"([^\"]+)\"");

    private final FakeCloud cloud;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, String> nodes = new ConcurrentHashMap<>();

    FakeApi(FakeCloud cloud) throws Exception {
        this.cloud = cloud;
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(
                new KeyManager[] {ReloadableKeyManager.of(cloud.identity())},
                new TrustManager[] {CaTrustManager.of(cloud.ca().certificate())},
                null);
        this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.setExecutor(threads);
        server.createContext("/api/v1/namespaces/default/", this::serve);
        server.start();
    }

    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A folder as {@link KubeApi} wants it. */
    Path pki(Path folder) throws IOException {
        Identity client = cloud.ca().issueClient(new Subject(Subject.MASTERS, "admin"), Duration.ofDays(1));
        Files.createDirectories(folder);
        pem(folder.resolve("ca.pem"), "CERTIFICATE", cloud.ca().certificateDer());
        pem(folder.resolve("client.pem"), "CERTIFICATE", client.certificateDer());
        pem(folder.resolve("client-key.pem"), "EC PRIVATE KEY", client.keyDer());
        return folder;
    }

    private static void pem(Path file, String type, byte[] der) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
                        + "-----\n");
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String[] path = exchange.getRequestURI().getPath().split("/");
        String kind = path[5].equals("pods") ? "pod" : "configmap";
        String name = path.length > 6 ? path[6] : find(NAME, body);
        boolean known = exchange.getRequestMethod().equals("POST") || !kind.equals("pod") || nodes.containsKey(name);
        if (known) {
            hand(exchange.getRequestMethod(), kind, name, body);
        }
        exchange.sendResponseHeaders(known ? 200 : 404, -1);
        exchange.close();
    }

    private void hand(String method, String kind, String name, String body) throws IOException {
        if (kind.equals("pod") && method.equals("POST")) {
            nodes.put(name, find(NODE, body));
        }
        String node = kind.equals("pod") ? nodes.get(name) : "load-0";
        String operation = switch (method) {
            case "POST" -> "insert";
            case "PATCH" -> "update";
            default -> "delete";
        };
        try {
            cloud.push(
                    node,
                    operation,
                    "default/" + kind + "/" + name,
                    Json.object().put("name", name).put("text", body));
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
