package io.skep.common.http.internal;

import io.skep.common.http.HttpDirect;
import io.skep.common.http.HttpExchange;
import io.skep.common.http.HttpStream;
import io.skep.common.http.HttpUpgrade;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request from within the process and its answer, both whole in memory. */
final class DirectExchange implements HttpExchange {

    private final HttpDirect.Request request;
    private final RequestTarget target;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private boolean answered;
    private int status = 204;
    private byte[] content = new byte[0];
    private Gathered gathered;

    /** @throws RejectedRequest when the target or the length is not acceptable */
    DirectExchange(HttpDirect.Request request, int maxBodyBytes) {
        this.request = request;
        if (request.body().length > maxBodyBytes) {
            throw BodyCollector.tooLong(maxBodyBytes);
        }
        try {
            this.target = RequestTarget.parse(request.uri());
        } catch (IllegalArgumentException e) {
            throw new RejectedRequest(400, e.getMessage());
        }
        headers.putAll(request.headers());
    }

    static byte[] line(String reason) {
        return (reason + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The handler failed. */
    void fail(int code, String reason) throws IOException {
        if (answered) {
            throw new IOException(reason);
        }
        respond(code, "text/plain; charset=utf-8", line(reason));
    }

    /** What the handler answered; it has returned. */
    HttpDirect.Response response() {
        return new HttpDirect.Response(status, gathered == null ? content : gathered.bytes());
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String path() {
        return target.path();
    }

    @Override
    public String uri() {
        return request.uri();
    }

    @Override
    public Map<String, List<String>> query() {
        return target.query();
    }

    @Override
    public Optional<String> findHeader(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public List<String> headers(String name) {
        return findHeader(name).map(List::of).orElseGet(List::of);
    }

    @Override
    public byte[] body() {
        return request.body();
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return request.certificates();
    }

    @Override
    public InetSocketAddress peer() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** The caller sees status and body only. */
    @Override
    public void setHeader(String name, String value) {
        if (answered) {
            throw new IllegalStateException("the request was answered already");
        }
    }

    @Override
    public void respond(int code, String contentType, byte[] body) {
        begin(code);
        content = body;
    }

    @Override
    public HttpStream stream(int code, String contentType) {
        begin(code);
        gathered = new Gathered();
        return gathered;
    }

    private void begin(int code) {
        if (answered) {
            throw new IllegalStateException("the request was answered already");
        }
        answered = true;
        status = code;
    }

    @Override
    public HttpUpgrade upgrade(String protocol) {
        throw new RejectedRequest(400, "there is no connection to upgrade");
    }

    /** A stream that is read when it has ended. */
    private static final class Gathered implements HttpStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean open = true;
        private Runnable onClose = () -> {};

        synchronized byte[] bytes() {
            return bytes.toByteArray();
        }

        @Override
        public synchronized void write(byte[] piece) throws IOException {
            if (!open) {
                throw new IOException("the stream was closed");
            }
            bytes.writeBytes(piece);
        }

        @Override
        public synchronized boolean isOpen() {
            return open;
        }

        @Override
        public void onClose(Runnable action) {
            synchronized (this) {
                if (open) {
                    onClose = action;
                    return;
                }
            }
            action.run();
        }

        @Override
        public void close() {
            synchronized (this) {
                if (!open) {
                    return;
                }
                open = false;
            }
            onClose.run();
        }
    }
}
