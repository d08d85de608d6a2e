package io.skep.common.transport.quic.internal;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.quic.QuicChannel;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkError;
import io.skep.common.transport.LinkRefusedException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/** Says why a dial did not become a link. */
final class DialFailures {

    private static final int UNAVAILABLE = 503;
    private static final int CERTIFICATE_EXPIRED = 45;
    private static final int CERTIFICATE_REQUIRED = 116;

    private final LinkClientOptions options;
    private final Farewell farewell;
    private final Supplier<Optional<String>> fault;

    /** @param fault what the edge found wrong with the cloud's certificate */
    DialFailures(LinkClientOptions options, Farewell farewell, Supplier<Optional<String>> fault) {
        this.options = options;
        this.farewell = farewell;
        this.fault = fault;
    }

    SkepException unreachable(String reason, Throwable cause) {
        return new SkepException(
                LinkError.UNREACHABLE,
                "The edge could not reach the cloud at " + options.server() + " by QUIC: " + reason + ".",
                cause);
    }

    /** There was no connection. */
    SkepException notEstablished(Throwable cause) {
        Optional<SkepException> known = known(cause);
        if (known.isPresent()) {
            return known.get();
        }
        return cause instanceof ConnectTimeoutException
                ? unreachable(
                        "nothing that speaks " + QuicTls.PROTOCOL + " answered within "
                                + options.connectTimeout().toSeconds()
                                + " s (a KubeEdge cloud does not: it is reached by WebSocket only)",
                        cause)
                : unreachable(text(cause), cause);
    }

    /** There was a connection, and it ended before the cloud had answered. */
    SkepException lost(QuicChannel connection, Throwable cause) {
        return known(cause).orElseGet(() -> refused(0, farewell.reason(connection), Optional.empty(), cause));
    }

    private Optional<SkepException> known(Throwable cause) {
        if (farewell.isAnotherProtocol()) {
            return Optional.of(new SkepException(
                    QuicError.ANOTHER_PROTOCOL,
                    "The server at " + options.server() + " speaks QUIC, but not " + QuicTls.PROTOCOL + ".",
                    cause));
        }
        if (farewell.isRefused()) {
            return Optional.of(refused(UNAVAILABLE, "it takes no more connections now", Optional.empty(), cause));
        }
        Optional<String> reason =
                fault.get().or(() -> farewell.alert().map(DialFailures::alert)).or(() -> own(cause));
        return reason.map(why -> new SkepException(
                LinkError.TLS_FAILED,
                "TLS between edge " + options.nodeId() + " and the cloud at " + options.server() + " failed: " + why
                        + ".",
                cause));
    }

    private static String alert(int code) {
        return switch (code) {
            case CERTIFICATE_EXPIRED -> "the cloud says that the edge's certificate has expired";
            case CERTIFICATE_REQUIRED -> "the edge has no certificate";
            default -> "the cloud did not accept the edge's certificate (TLS alert " + code + ")";
        };
    }

    /** What this end's TLS said itself. */
    private Optional<String> own(Throwable cause) {
        return farewell.failure()
                .or(() -> Optional.ofNullable(cause))
                .filter(SSLException.class::isInstance)
                .map(DialFailures::text);
    }

    LinkRefusedException refused(int status, String reason, Optional<Duration> retryAfter, Throwable cause) {
        return new LinkRefusedException(
                "The cloud at " + options.server() + " did not open a link for edge " + options.nodeId() + ": " + reason
                        + ".",
                status,
                retryAfter,
                cause);
    }

    private static String text(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
