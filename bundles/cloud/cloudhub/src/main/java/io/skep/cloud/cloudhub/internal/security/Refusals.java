package io.skep.cloud.cloudhub.internal.security;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Peers and messages that were refused. Each is counted; a peer's first for a reason is logged, its repetitions are not, until the node gets in. Only the
 * latest peers are remembered and only so many lines a minute are written, whatever strangers claim to be. Thread-safe.
 */
public final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final int REMEMBERED = 1024;
    private static final int LINES_A_MINUTE = 60;
    private static final int LONGEST_TEXT = 300;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** What was refused. */
    public enum Kind {
        /** A TLS handshake. */
        TLS,
        /** A node's connection. */
        CONNECTION,
        /** A certificate that was asked for. */
        CERTIFICATE,
        /** A report of an upgrade. */
        REPORT,
        /** A message of a connected node. */
        MESSAGE
    }

    /** @param reason without figures, which a clock would make new each time */
    private record Key(Kind kind, String address, String node, String reason) {}

    private static final class Tally {
        private final Instant since;
        private String reason;
        private long count;

        private Tally(Instant since) {
            this.since = since;
        }
    }

    private final InstantSource clock;
    private final AtomicLong total = new AtomicLong();
    private final Map<Key, Tally> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Tally> eldest) {
            return size() > REMEMBERED;
        }
    };
    private Instant minute = Instant.MIN;
    private int lines;

    public Refusals(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Counts one refusal.
     *
     * @param node what the peer says it is, or is known to be; may be empty
     * @param reason one clause
     */
    public void refused(Kind kind, InetAddress address, String node, String reason) {
        total.incrementAndGet();
        String clause = clean(reason);
        Key key = new Key(kind, address.getHostAddress(), clean(node), clause.replaceAll("\\d+", "#"));
        boolean told;
        synchronized (this) {
            Tally entry = entries.computeIfAbsent(key, any -> new Tally(clock.instant()));
            entry.count++;
            entry.reason = clause;
            told = entry.count == 1 && hasLine();
        }
        if (told) {
            String who = key.node.isEmpty() ? key.address : "node '" + key.node + "' at " + key.address;
            LOG.warn("{} of {} refused, repetitions are only counted: {}", word(kind), who, clause);
        }
    }

    private boolean hasLine() {
        Instant now = clock.instant();
        if (minute.equals(Instant.MIN) || Duration.between(minute, now).abs().compareTo(MINUTE) >= 0) {
            minute = now;
            lines = 0;
        }
        lines++;
        if (lines == LINES_A_MINUTE + 1) {
            LOG.warn("more refusals than {} a minute are only counted, see cloudhub:refused", LINES_A_MINUTE);
        }
        return lines <= LINES_A_MINUTE;
    }

    private static String word(Kind kind) {
        return switch (kind) {
            case TLS -> "handshake";
            case CONNECTION -> "connection";
            case CERTIFICATE -> "certificate";
            case REPORT -> "upgrade report";
            case MESSAGE -> "message";
        };
    }

    /** What comes from outside must not write lines of its own into the log. */
    private static String clean(String text) {
        String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }

    /** The node got in: what is refused to it after that is news again, and so is what TLS refuses to its address. */
    public synchronized void admitted(String node, InetAddress address) {
        String from = address.getHostAddress();
        entries.keySet()
                .removeIf(key -> key.kind != Kind.MESSAGE
                        && (key.node.equals(node) || key.node.isEmpty() && key.address.equals(from)));
    }

    /** All since the module's beginning. */
    public long count() {
        return total.get();
    }

    /** Those remembered, the latest last. */
    public synchronized List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        entries.forEach((key, entry) ->
                rows.add(new Row(word(key.kind), key.node, key.address, entry.count, entry.since, entry.reason)));
        return rows;
    }

    /** One line of {@code cloudhub:refused}. */
    public record Row(String what, String node, String address, long count, Instant since, String reason) {}
}
