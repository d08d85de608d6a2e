package io.skep.common.transport.spi;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What all links together have read and not handled, parts of messages included. When it is more than is allowed, the link that holds most is ended: one that
 * only waits would hold its part for ever. Thread-safe.
 */
public final class Budget {

    private final long most;
    private final AtomicLong used = new AtomicLong();
    private final Set<Share> shares = ConcurrentHashMap.newKeySet();

    public Budget(long most) {
        this.most = most;
    }

    /** What one link holds. */
    public final class Share {
        private final Consumer<String> end;
        private volatile long held;
        private boolean closed;

        private Share(Consumer<String> end) {
            this.end = end;
        }

        /** Bytes came. */
        public void add(long bytes) {
            if (change(bytes) > most) {
                largest()
                        .ifPresent(share -> share.end.accept("it holds " + share.held
                                + " bytes of messages that are not handled, and all links together hold more than "
                                + most));
            }
        }

        /** Bytes were handled or dropped. */
        public void free(long bytes) {
            change(-bytes);
        }

        private synchronized long change(long bytes) {
            if (closed) {
                return 0;
            }
            held += bytes;
            return used.addAndGet(bytes);
        }

        /** True when all together hold so much that none should read while it has something to handle. */
        public boolean isTight() {
            return used.get() > most / 2;
        }

        /** The link is gone, and all that it held. */
        public synchronized void close() {
            if (!closed) {
                closed = true;
                used.addAndGet(-held);
                held = 0;
                shares.remove(this);
            }
        }

        public long held() {
            return held;
        }
    }

    private Optional<Share> largest() {
        return shares.stream().max(Comparator.comparingLong(Share::held));
    }

    /** @param end told why the link must be ended */
    public Share share(Consumer<String> end) {
        Share share = new Share(end);
        shares.add(share);
        return share;
    }

    public long used() {
        return used.get();
    }
}
