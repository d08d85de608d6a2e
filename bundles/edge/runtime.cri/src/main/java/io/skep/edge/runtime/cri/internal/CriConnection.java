package io.skep.edge.runtime.cri.internal;

import com.google.protobuf.MessageLite;
import io.skep.edge.runtime.cri.internal.CallFailure.Kind;
import java.time.Duration;
import java.util.function.Consumer;

/** The way to the engine. It is opened with the first call that finds the socket, and finds back by itself when the engine was away. */
final class CriConnection implements AutoCloseable {

    private final Endpoint endpoint;
    private CriChannel channel;
    private boolean closed;

    CriConnection(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    <Q extends MessageLite, R extends MessageLite> R call(CriMethod<Q, R> method, Q question, Duration limit)
            throws CallFailure, InterruptedException {
        return channel().call(method, question, limit);
    }

    <Q extends MessageLite, R extends MessageLite> void follow(
            CriMethod<Q, R> method, Q question, Runnable onEvent, Consumer<CallFailure> onEnd) throws CallFailure {
        channel().follow(method, question, onEvent, onEnd);
    }

    /** Fails where there is nobody to call. It comes before the first message is made, so that an edge without an engine loads none. */
    synchronized void check() throws CallFailure {
        if (closed) {
            throw new CallFailure(Kind.AWAY, "the connection is closed", null);
        }
        if (!endpoint.exists()) {
            throw new CallFailure(Kind.AWAY, "the socket does not exist", null);
        }
    }

    private synchronized CriChannel channel() throws CallFailure {
        check();
        if (channel == null) {
            channel = CriChannel.open(endpoint.path());
        }
        return channel;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (channel != null) {
            channel.close();
        }
    }
}
