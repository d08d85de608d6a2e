package io.skep.common.transport.quic.internal;

import io.skep.common.transport.LinkLimits;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts connections against the limits. Thread-safe. */
final class Guests {

    private final LinkLimits limits;
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private int connections;
    private int handshakes;

    Guests(LinkLimits limits) {
        this.limits = limits;
    }

    /** False while as many handshakes as are allowed are under way. */
    synchronized boolean hasRoomForHandshake() {
        return handshakes < limits.handshakes();
    }

    /** Counts a connection, whether it is within the limits or not. */
    synchronized Visit enter(InetAddress address) {
        int ofAddress = byAddress.merge(address, 1, Integer::sum);
        connections++;
        handshakes++;
        boolean counts = limits.connectionsPerAddress() > 0 && !address.isLoopbackAddress();
        boolean welcome =
                connections <= limits.connections() && (!counts || ofAddress <= limits.connectionsPerAddress());
        return new Visit(address, welcome);
    }

    synchronized int connections() {
        return connections;
    }

    /** One connection. */
    final class Visit {

        private final InetAddress address;
        private final boolean welcome;
        private boolean greeted;
        private boolean left;

        private Visit(InetAddress address, boolean welcome) {
            this.address = address;
            this.welcome = welcome;
        }

        /** False when it is above a limit. */
        boolean isWelcome() {
            return welcome;
        }

        /** Its handshake and admission are over. */
        void greeted() {
            synchronized (Guests.this) {
                if (!greeted) {
                    greeted = true;
                    handshakes--;
                }
            }
        }

        /** It is gone. */
        void leave() {
            synchronized (Guests.this) {
                if (!left) {
                    left = true;
                    greeted();
                    connections--;
                    byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
                }
            }
        }
    }
}
