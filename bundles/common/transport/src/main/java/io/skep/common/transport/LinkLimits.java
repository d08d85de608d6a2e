package io.skep.common.transport;

import java.time.Duration;

/**
 * What a listening end takes from outside. Addresses of loopback are not counted against {@code connectionsPerAddress}, nor is a client behind a proxy
 * told from its proxy.
 *
 * @param messageBytes a longer message ends the link
 * @param handshakeTimeout for TLS and the upgrade request, each
 * @param connections open sockets, those that are still in their handshake included
 * @param connectionsPerAddress open sockets of one address, 0 for no limit
 * @param handshakes TLS handshakes and admissions at the same time; the sockets above it wait their turn, unread
 * @param bufferedBytes read from all links together and not yet handled; above it the links that hold most are not read
 */
public record LinkLimits(
        int messageBytes,
        Duration handshakeTimeout,
        int connections,
        int connectionsPerAddress,
        int handshakes,
        long bufferedBytes) {

    private static final int CONNECTIONS = 20_000;
    private static final int PER_ADDRESS = 256;
    private static final int HANDSHAKES = 256;
    private static final long BUFFERED = 256L * 1024 * 1024;
    private static final int PART_OF_HEAP = 4;

    /** The rest as shipped; of the heap no more than a quarter for what waits. */
    public static LinkLimits of(int messageBytes, Duration handshakeTimeout) {
        long buffered = Math.min(BUFFERED, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
        return new LinkLimits(
                messageBytes,
                handshakeTimeout,
                CONNECTIONS,
                PER_ADDRESS,
                HANDSHAKES,
                Math.max(buffered, 2L * messageBytes));
    }
}
