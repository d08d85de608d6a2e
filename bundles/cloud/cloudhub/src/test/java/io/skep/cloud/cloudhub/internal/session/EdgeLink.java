package io.skep.cloud.cloudhub.internal.session;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.Link;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A link whose frames a test takes out by itself. */
final class EdgeLink implements Link {

    private enum Closed implements ErrorCode {
        CLOSED;

        @Override
        public String code() {
            return "SKEP-502";
        }

        @Override
        public ErrorType type() {
            return ErrorType.NETWORK;
        }

        @Override
        public String next() {
            return "";
        }
    }

    private final String node;
    private final boolean skep;
    private final Deque<Message> frames = new ArrayDeque<>();
    private boolean closed;

    EdgeLink(String node, boolean skep) {
        this.node = node;
        this.skep = skep;
    }

    /** The frames since the last call. */
    synchronized List<Message> take() {
        List<Message> taken = List.copyOf(frames);
        frames.clear();
        return taken;
    }

    @Override
    public String nodeId() {
        return node;
    }

    @Override
    public String projectId() {
        return "";
    }

    @Override
    public Optional<X509Certificate> peerCertificate() {
        return Optional.empty();
    }

    @Override
    public InetSocketAddress peer() {
        return new InetSocketAddress("127.0.0.1", 4711);
    }

    @Override
    public boolean skepPeer() {
        return skep;
    }

    @Override
    public String lane() {
        return "websocket";
    }

    @Override
    public synchronized void send(Message message) {
        if (closed) {
            throw new SkepException(Closed.CLOSED, "the link is closed.");
        }
        frames.add(message);
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
