package io.skep.common.kubeapi.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.http.HttpExchange;
import io.skep.common.http.HttpStream;
import io.skep.common.http.HttpUpgrade;
import io.skep.common.model.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A request that is not on any network, and what was answered. */
final class FakeExchange implements HttpExchange, HttpStream {

    private final String method;
    private final URI uri;
    private final byte[] body;
    private final Map<String, List<String>> query = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, String> answered = new HashMap<>();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<Runnable> onClose = new ArrayList<>();
    private volatile boolean open = true;
    private int status;
    private String contentType = "";
    private byte[] answer = new byte[0];

    FakeExchange(String method, String uri, String body) {
        this(method, uri, body.getBytes(StandardCharsets.UTF_8));
    }

    FakeExchange(String method, String uri, byte[] body) {
        this.method = method;
        this.uri = URI.create(uri);
        this.body = body.clone();
        if (this.uri.getRawQuery() != null) {
            for (String pair : this.uri.getRawQuery().split("&")) {
                String[] parts = pair.split("=", 2);
                String value = parts.length > 1 ? java.net.URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "";
                query.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(value);
            }
        }
    }

    FakeExchange header(String name, String value) {
        headers.put(name.toLowerCase(Locale.ROOT), value);
        return this;
    }

    int status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    String text() {
        return new String(answer, StandardCharsets.UTF_8);
    }

    JsonNode json() throws IOException {
        return Json.parse(answer);
    }

    Optional<String> answeredHeader(String name) {
        return Optional.ofNullable(answered.get(name));
    }

    /** The next event of a watch. */
    JsonNode event() throws IOException, InterruptedException {
        String line = lines.poll(10, TimeUnit.SECONDS);
        if (line == null) {
            throw new IOException("no event came");
        }
        return Json.parse(line);
    }

    /** What was streamed, when nothing in it is a newline. */
    List<String> pieces() {
        return List.copyOf(lines);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return uri.getPath();
    }

    @Override
    public String uri() {
        return uri.toString();
    }

    @Override
    public Map<String, List<String>> query() {
        return query;
    }

    @Override
    public Optional<String> findHeader(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    @Override
    public List<String> headers(String name) {
        return findHeader(name).stream().toList();
    }

    @Override
    public byte[] body() {
        return body.clone();
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return List.of();
    }

    @Override
    public InetSocketAddress peer() {
        return InetSocketAddress.createUnresolved("127.0.0.1", 1);
    }

    @Override
    public void setHeader(String name, String value) {
        answered.put(name, value);
    }

    @Override
    public void respond(int code, String type, byte[] bytes) {
        status = code;
        contentType = type;
        answer = bytes.clone();
    }

    @Override
    public HttpStream stream(int code, String type) {
        status = code;
        contentType = type;
        return this;
    }

    @Override
    public HttpUpgrade upgrade(String protocol) {
        throw new UnsupportedOperationException(protocol);
    }

    @Override
    public void write(byte[] piece) {
        new String(piece, StandardCharsets.UTF_8).lines().forEach(lines::add);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void onClose(Runnable action) {
        onClose.add(action);
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            onClose.forEach(Runnable::run);
        }
    }
}
