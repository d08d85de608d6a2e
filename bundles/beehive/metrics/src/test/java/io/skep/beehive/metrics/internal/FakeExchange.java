package io.skep.beehive.metrics.internal;

import io.skep.common.http.HttpExchange;
import io.skep.common.http.HttpStream;
import io.skep.common.http.HttpUpgrade;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request without a socket, and what was answered. */
final class FakeExchange implements HttpExchange {

    private final String method;
    private final URI uri;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private int status;
    private String contentType = "";
    private String text = "";

    FakeExchange(String method, String uri) {
        this.method = method;
        this.uri = URI.create(uri);
        headers.put("Host", "127.0.0.1:9091");
    }

    static FakeExchange get(String uri) {
        return new FakeExchange("GET", uri);
    }

    FakeExchange with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    int status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    String text() {
        return text;
    }

    Map<String, String> answered() {
        return answered;
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
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (uri.getQuery() != null) {
            for (String pair : uri.getQuery().split("&")) {
                String[] words = pair.split("=", 2);
                query.computeIfAbsent(words[0], name -> new ArrayList<>()).add(words.length > 1 ? words[1] : "");
            }
        }
        return query;
    }

    @Override
    public Optional<String> findHeader(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public List<String> headers(String name) {
        return findHeader(name).stream().toList();
    }

    @Override
    public byte[] body() {
        return new byte[0];
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return List.of();
    }

    @Override
    public InetSocketAddress peer() {
        return new InetSocketAddress("127.0.0.1", 4712);
    }

    @Override
    public void setHeader(String name, String value) {
        answered.put(name, value);
    }

    @Override
    public void respond(int code, String type, byte[] body) {
        status = code;
        contentType = type;
        text = new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public HttpStream stream(int code, String type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public HttpUpgrade upgrade(String protocol) {
        throw new UnsupportedOperationException();
    }
}
