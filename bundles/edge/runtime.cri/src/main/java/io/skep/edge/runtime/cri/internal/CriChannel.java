package io.skep.edge.runtime.cri.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.skep.edge.runtime.cri.internal.CallFailure.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** gRPC over a unix socket with one thread of its own. The only class that knows gRPC; it is loaded when there is a socket. */
final class CriChannel implements AutoCloseable {

    /** The edge's heap is small: a list of the pods of a node is far below it. */
    static final int LARGEST_MESSAGE = 4 << 20;

    private static final String PERMISSION = "Permission denied";

    /** Held, as a logger that nobody holds forgets its level. gRPC's notices tell an operator nothing. */
    private final Logger notices = Logger.getLogger("io.grpc");

    private final EventLoopGroup loop;
    private final ManagedChannel channel;

    private CriChannel(EventLoopGroup loop, ManagedChannel channel) {
        this.loop = loop;
        this.channel = channel;
        notices.setLevel(Level.WARNING);
    }

    static CriChannel open(Path socket) {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("skep-cri", true), NioIoHandler.newFactory());
        ManagedChannel channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .eventLoopGroup(loop)
                .channelFactory(NioDomainSocketChannel::new)
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .overrideAuthority("localhost")
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .build();
        return new CriChannel(loop, channel);
    }

    <Q extends MessageLite, R extends MessageLite> R call(CriMethod<Q, R> method, Q question, Duration limit)
            throws CallFailure, InterruptedException {
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return ClientCalls.blockingUnaryCall(channel, descriptor(method, MethodType.UNARY), options, question);
        } catch (StatusRuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(method.name());
            }
            throw failure(e);
        }
    }

    /** Follows the engine's events until it ends them. */
    <Q extends MessageLite, R extends MessageLite> void follow(
            CriMethod<Q, R> method, Q question, Runnable onEvent, Consumer<CallFailure> onEnd) {
        StreamObserver<R> observer = new StreamObserver<>() {
            @Override
            public void onNext(R event) {
                onEvent.run();
            }

            @Override
            public void onError(Throwable cause) {
                onEnd.accept(failure(Status.fromThrowable(cause).asRuntimeException()));
            }

            @Override
            public void onCompleted() {
                onEnd.accept(new CallFailure(Kind.AWAY, "the engine ended its events", null));
            }
        };
        ClientCalls.asyncServerStreamingCall(
                channel.newCall(descriptor(method, MethodType.SERVER_STREAMING), CallOptions.DEFAULT),
                question,
                observer);
    }

    static <Q extends MessageLite, R extends MessageLite> MethodDescriptor<Q, R> descriptor(
            CriMethod<Q, R> method, MethodType type) {
        return MethodDescriptor.<Q, R>newBuilder()
                .setType(type)
                .setFullMethodName(method.name())
                .setRequestMarshaller(new Protobuf<>(method.questions()))
                .setResponseMarshaller(new Protobuf<>(method.answers()))
                .build();
    }

    private static CallFailure failure(StatusRuntimeException e) {
        Status status = e.getStatus();
        String sentence = String.valueOf(status.getDescription());
        Kind kind = switch (status.getCode()) {
            case UNAVAILABLE -> isDenied(status.getCause()) ? Kind.NOT_PERMITTED : Kind.AWAY;
            case CANCELLED -> Kind.AWAY;
            case DEADLINE_EXCEEDED -> Kind.TIMEOUT;
            case NOT_FOUND -> Kind.NOT_FOUND;
            case UNIMPLEMENTED -> Kind.UNIMPLEMENTED;
            case RESOURCE_EXHAUSTED -> Kind.TOO_LARGE;
            case PERMISSION_DENIED, UNAUTHENTICATED -> Kind.NOT_PERMITTED;
            default -> Kind.REFUSED;
        };
        return new CallFailure(kind, sentence, e);
    }

    private static boolean isDenied(Throwable cause) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof AccessDeniedException
                    || String.valueOf(one.getMessage()).contains(PERMISSION)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    /** Messages as bytes, without gRPC's own protobuf part. */
    private record Protobuf<M extends MessageLite>(Parser<M> parser) implements MethodDescriptor.Marshaller<M> {

        @Override
        public InputStream stream(M message) {
            return new ByteArrayInputStream(message.toByteArray());
        }

        @Override
        public M parse(InputStream bytes) {
            try {
                return parser.parseFrom(bytes.readAllBytes());
            } catch (InvalidProtocolBufferException e) {
                throw Status.INTERNAL
                        .withDescription("the engine's answer is no protobuf message")
                        .withCause(e)
                        .asRuntimeException();
            } catch (IOException e) {
                throw Status.UNAVAILABLE
                        .withDescription("the engine's answer broke off")
                        .withCause(e)
                        .asRuntimeException();
            }
        }
    }
}
