package io.skep.cloud.kube.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** An API server that answers what the test says and remembers what it was asked. */
final class ScriptedApi implements AutoCloseable {

    /** What it was asked. */
    record Request(String method, String uri, String contentType, String body) {}

    /** One answer; a watch when it has events: they follow until the end marker. */
    private record Answer(int status, String body, BlockingQueue<String> events) {}

    static final String END = "";

    final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final HttpServer server;

    ScriptedApi(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    synchronized ScriptedApi answer(int status, String body) {
        answers.add(new Answer(status, body, null));
        return this;
    }

    /** The next request is a watch; put lines into the queue, {@link #END} ends it. */
    synchronized BlockingQueue<String> watch() {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        answers.add(new Answer(200, "", events));
        return events;
    }

    private synchronized Answer next() {
        Answer answer = answers.poll();
        return answer == null ? new Answer(503, "{\"kind\":\"Status\",\"code\":503}", null) : answer;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        requests.add(new Request(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), type == null ? "" : type, body));
        Answer answer = next();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (answer.events == null) {
            byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } else {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.flush();
                for (String line = answer.events.take(); !line.equals(END); line = answer.events.take()) {
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.close();
    }

    /** Writes a kubeconfig that names this server. */
    void describe(Path kubeconfig) throws IOException {
        Files.writeString(kubeconfig, """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: u, user: {token: secret}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """.formatted(port()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
