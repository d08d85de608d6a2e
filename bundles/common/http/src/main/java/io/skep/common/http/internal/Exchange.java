package io.skep.common.http.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.skep.common.http.HttpExchange;
import io.skep.common.http.HttpStream;
import io.skep.common.http.HttpUpgrade;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request with its handler's thread, and the answer. */
final class Exchange implements HttpExchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /** Longer bodies are written in pieces of this size; a shorter unread request body is read away to keep the connection. */
    private static final int PIECE = 64 * 1024;

    private enum State {
        NEW,
        ANSWERED,
        GONE
    }

    private final Connection connection;
    private final ChannelHandlerContext context;
    private final HttpRequest request;
    private final RequestTarget target;
    private final List<X509Certificate> peerCertificates;
    private final HttpHeaders answer =
            DefaultHttpHeadersFactory.headersFactory().newHeaders();
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private final boolean keepAlive;
    private final long announced;
    private final boolean bodiless;
    private volatile ResponseStream stream;
    private byte[] body;
    private boolean broken;

    /** @throws RejectedRequest when the head is not acceptable */
    Exchange(Connection connection, HttpRequest request, List<X509Certificate> peerCertificates) {
        this.connection = connection;
        this.context = connection.context();
        this.request = request;
        this.peerCertificates = peerCertificates;
        boolean current = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        HeadRules.check(request);
        try {
            this.target = RequestTarget.parse(request.uri());
        } catch (IllegalArgumentException e) {
            throw new RejectedRequest(400, e.getMessage());
        }
        this.keepAlive = current && HttpUtil.isKeepAlive(request);
        this.announced = HttpUtil.getContentLength(request, 0L);
        this.bodiless = announced == 0 && !HttpUtil.isTransferEncodingChunked(request);
    }

    void start() {
        Thread.ofVirtual()
                .name(connection.server().options().name() + "-request")
                .start(this::run);
    }

    private void run() {
        try {
            connection.server().handler().handle(this);
            if (state.get() == State.NEW) {
                respond(204, "", new byte[0]);
            }
        } catch (RejectedRequest e) {
            fail(e.status(), e.getMessage());
        } catch (Throwable e) {
            // whatever a handler throws ends here: the client must get an answer and the operator one log line
            boolean gone = state.get() == State.GONE || !context.channel().isActive();
            if (!gone) {
                LOG.error(
                        "{} failed to answer {} {}",
                        connection.server().options().name(),
                        method(),
                        path(),
                        e);
            }
            fail(500, "internal error");
        }
    }

    private void fail(int status, String reason) {
        broken = true;
        if (state.get() == State.NEW) {
            respond(status, "text/plain; charset=utf-8", (reason + "\n").getBytes(StandardCharsets.UTF_8));
        } else {
            context.close();
        }
    }

    @Override
    public String method() {
        return request.method().name();
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
        return Optional.ofNullable(request.headers().get(name));
    }

    @Override
    public List<String> headers(String name) {
        return request.headers().getAll(name);
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return peerCertificates;
    }

    @Override
    public InetSocketAddress peer() {
        return (InetSocketAddress) context.channel().remoteAddress();
    }

    @Override
    public byte[] body() {
        if (body == null) {
            body = bodiless ? new byte[0] : gather();
        }
        return body;
    }

    private byte[] gather() {
        int max = connection.server().options().maxBodyBytes();
        if (announced > max) {
            broken = true;
            throw BodyCollector.tooLong(max);
        }
        BodyCollector collector = new BodyCollector(max, announced);
        context.executor().execute(() -> connection.collect(collector, HttpUtil.is100ContinueExpected(request)));
        try {
            return collector.whole().get();
        } catch (ExecutionException e) {
            broken = true;
            throw e.getCause() instanceof RejectedRequest rejected
                    ? rejected
                    : new RejectedRequest(500, "internal error");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            broken = true;
            throw new RejectedRequest(503, "the server stops");
        }
    }

    @Override
    public void setHeader(String name, String value) {
        answer.set(name, value);
    }

    @Override
    public void respond(int status, String contentType, byte[] content) {
        begin();
        boolean keep = keeps();
        HttpHeaders headers = head(contentType, keep);
        HttpResponseStatus line = HttpResponseStatus.valueOf(status);
        boolean silent = status == 204 || status == 304;
        if (!silent) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, content.length);
        }
        if (silent || isHead()) {
            context.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, line, headers));
            finish(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), keep);
        } else if (content.length <= PIECE) {
            finish(
                    context.writeAndFlush(new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            line,
                            Unpooled.wrappedBuffer(content),
                            headers,
                            EmptyHttpHeaders.INSTANCE)),
                    keep);
        } else {
            context.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, line, headers));
            pieces(content, keep);
        }
    }

    private void pieces(byte[] content, boolean keep) {
        try {
            for (int offset = 0; offset < content.length; offset += PIECE) {
                connection.gate().await();
                int length = Math.min(PIECE, content.length - offset);
                context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(content, offset, length)));
            }
            finish(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), keep);
        } catch (IOException e) {
            LOG.debug("answer to {} {} was cut: {}", method(), path(), e.getMessage());
            context.close();
        }
    }

    @Override
    public HttpStream stream(int status, String contentType) {
        begin();
        boolean chunked = request.protocolVersion().equals(HttpVersion.HTTP_1_1) && !isHead();
        boolean keep = keeps() && (chunked || isHead());
        HttpHeaders headers = head(contentType, keep);
        if (chunked) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        ResponseStream opened = new ResponseStream(this, context, connection.gate(), keep, isHead());
        stream = opened;
        context.writeAndFlush(
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), headers));
        if (!context.channel().isActive()) {
            opened.gone();
        }
        return opened;
    }

    @Override
    public HttpUpgrade upgrade(String protocol) {
        if (!bodiless) {
            throw new RejectedRequest(400, "an upgrade request has no body");
        }
        begin();
        HttpHeaders headers = answer.copy();
        headers.set(HttpHeaderNames.UPGRADE, protocol).set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        HttpResponse switching =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, headers);
        RawConnection raw = new RawConnection(
                context.channel(), connection.server().options().idleTimeout());
        context.executor().execute(() -> connection.becomeRaw(this, switching, raw));
        return raw;
    }

    private void begin() {
        if (!state.compareAndSet(State.NEW, State.ANSWERED) && state.get() == State.ANSWERED) {
            throw new IllegalStateException("the request was answered already");
        }
    }

    private HttpHeaders head(String contentType, boolean keep) {
        HttpHeaders headers = answer.copy();
        headers.set(HttpHeaderNames.DATE, DateFormatter.format(new Date()));
        if (!contentType.isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        if (!keep) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return headers;
    }

    private boolean keeps() {
        boolean readable = bodiless
                || connection.bodyEnded()
                || (announced > 0 && announced <= PIECE && !HttpUtil.is100ContinueExpected(request));
        return keepAlive && readable && !broken && !connection.server().isClosed();
    }

    private boolean isHead() {
        return request.method().equals(HttpMethod.HEAD);
    }

    /** The last write of the answer: the connection goes on when it is done. */
    void finish(ChannelFuture lastWrite, boolean keep) {
        context.executor().execute(() -> connection.sending(this));
        lastWrite.addListener(done -> connection.answered(this, keep && done.isSuccess()));
    }

    /** Called on the event loop when the client is gone. */
    void gone() {
        state.set(State.GONE);
        ResponseStream opened = stream;
        if (opened != null) {
            opened.gone();
        }
    }

    /** A copy in the buffers of the socket. */
    static ByteBuf copy(ChannelHandlerContext context, byte[] bytes) {
        return context.alloc().directBuffer(bytes.length).writeBytes(bytes);
    }
}
