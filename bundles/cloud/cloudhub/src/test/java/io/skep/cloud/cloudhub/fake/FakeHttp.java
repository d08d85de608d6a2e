package io.skep.cloud.cloudhub.fake;

import io.skep.common.http.HttpExchange;
import io.skep.common.http.HttpHandler;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.http.HttpServers;
import io.skep.common.http.HttpStream;
import io.skep.common.http.HttpUpgrade;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An HTTPS server without sockets. */
public final class FakeHttp implements HttpServers {

    private volatile HttpHandler handler;

    /** What was answered. */
    public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    @Override
    public HttpServer open(HttpServerOptions options, HttpHandler served) {
        handler = served;
        return new HttpServer() {
            @Override
            public int port() {
                return 10002;
            }

            @Override
            public void close() {
                handler = null;
            }
        };
    }

    /** Makes one request. */
    public Answer call(
            String method, String path, byte[] body, Map<String, String> headers, X509Certificate... certificates)
            throws Exception {
        Exchange exchange = new Exchange(method, path, body, headers, List.of(certificates));
        handler.handle(exchange);
        return exchange.answer;
    }

    private static final class Exchange implements HttpExchange {

        private final String method;
        private final String path;
        private final byte[] body;
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final Map<String, String> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final List<X509Certificate> certificates;
        private Answer answer;

        Exchange(String method, String path, byte[] body, Map<String, String> headers, List<X509Certificate> chain) {
            this.method = method;
            this.path = path;
            this.body = body;
            this.headers.putAll(headers);
            this.certificates = chain;
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public String uri() {
            return path;
        }

        @Override
        public Map<String, List<String>> query() {
            return Map.of();
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
            return body;
        }

        @Override
        public List<X509Certificate> peerCertificates() {
            return certificates;
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
        public void respond(int status, String contentType, byte[] content) {
            answer = new Answer(status, contentType, content, answered);
        }

        @Override
        public HttpStream stream(int status, String contentType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public HttpUpgrade upgrade(String protocol) {
            throw new UnsupportedOperationException();
        }
    }
}
