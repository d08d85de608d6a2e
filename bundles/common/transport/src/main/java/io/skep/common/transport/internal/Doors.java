package io.skep.common.transport.internal;

import io.skep.common.transport.LinkLimits;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How many sockets are open, in all and of each address. Thread-safe. */
final class Doors {

    private final LinkLimits limits;
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private int open;
    private long refused;

    Doors(LinkLimits limits) {
        this.limits = limits;
    }

    /** Counts a new socket; what was in its way, if it must not stay. */
    synchronized Optional<String> enter(InetAddress address) {
        if (open >= limits.connections()) {
            refused++;
            return Optional.of("there are " + open + " connections, as many as are allowed");
        }
        int same = byAddress.getOrDefault(address, 0);
        if (isLimited(address) && same >= limits.connectionsPerAddress()) {
            refused++;
            return Optional.of("its address has " + same + " connections, as many as are allowed");
        }
        open++;
        if (isLimited(address)) {
            byAddress.put(address, same + 1);
        }
        return Optional.empty();
    }

    /** A socket that had entered is closed. */
    synchronized void leave(InetAddress address) {
        open--;
        if (isLimited(address)) {
            byAddress.computeIfPresent(address, (same, count) -> count > 1 ? count - 1 : null);
        }
    }

    private boolean isLimited(InetAddress address) {
        return limits.connectionsPerAddress() > 0 && !address.isLoopbackAddress();
    }

    synchronized int open() {
        return open;
    }

    synchronized long refused() {
        return refused;
    }
}
