package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The entries of the outbox that were sent over the present link and are not proved, and those that wait behind them: of one object one at a time, of what
 * nobody answers a window. The sender puts in, the link's thread takes out.
 */
final class Flights {

    /** Objects with an entry under way. */
    static final int OBJECTS = 256;

    /** Entries under way that only a marker proves. */
    static final int UNANSWERED = 256;

    private static final String MARKED = "";
    private static final int REMEMBERED = 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Flight> flights = new LinkedHashMap<>();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Deque<String> freed = new ArrayDeque<>();
    private final Map<Long, Boolean> proved = new Proved();
    private Optional<Marker> marker = Optional.empty();

    /** An entry that is under way. */
    record Flight(long id, String messageId, String lane, int sends, long againAt) {}

    /** What a marker proves when it is answered. */
    private record Marker(String messageId, List<String> covered) {}

    private static final class Lane {
        private final Deque<Long> behind = new ArrayDeque<>();
        private int flying;
    }

    /** Removals that may not be in the table yet. */
    private static final class Proved extends LinkedHashMap<Long, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }

    /** A new link: nothing is under way. */
    void clear() {
        lock.lock();
        try {
            flights.clear();
            lanes.clear();
            freed.clear();
            marker = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** True when no further object may have an entry under way. */
    boolean isFull() {
        lock.lock();
        try {
            return lanes.size() >= OBJECTS;
        } finally {
            lock.unlock();
        }
    }

    boolean isProved(long id) {
        lock.lock();
        try {
            return proved.containsKey(id);
        } finally {
            lock.unlock();
        }
    }

    /** Takes an entry for sending; false when it has to wait behind others, and is remembered. */
    boolean begin(long id, Message message) {
        lock.lock();
        try {
            String name = lane(message);
            Lane lane = lanes.computeIfAbsent(name, any -> new Lane());
            if (lane.flying >= room(name) || !lane.behind.isEmpty()) {
                lane.behind.add(id);
                return false;
            }
            lane.flying++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static String lane(Message message) {
        return Proof.isUnanswered(message) ? MARKED : Proof.object(message);
    }

    private static int room(String lane) {
        return lane.equals(MARKED) ? UNANSWERED : 1;
    }

    /** An entry that was taken goes out now. To be called before it is written, for the answer may be quick. */
    void sent(long id, Message message, int sends, long againAt) {
        lock.lock();
        try {
            flights.put(message.id(), new Flight(id, message.id(), lane(message), sends, againAt));
        } finally {
            lock.unlock();
        }
    }

    /** The entry that this message is of. */
    Optional<Flight> find(String messageId) {
        lock.lock();
        try {
            return Optional.ofNullable(flights.get(messageId));
        } finally {
            lock.unlock();
        }
    }

    /** An entry has arrived. */
    void proved(Flight flight) {
        lock.lock();
        try {
            proved.put(flight.id, true);
            if (flights.remove(flight.messageId, flight)) {
                free(flight.lane);
            }
        } finally {
            lock.unlock();
        }
    }

    /** An entry that was taken is not there any more, or cannot be sent. */
    void dropped(Message message) {
        lock.lock();
        try {
            flights.remove(message.id());
            free(lane(message));
        } finally {
            lock.unlock();
        }
    }

    /** A flight whose entry has been replaced or given up. */
    void ended(Flight flight) {
        lock.lock();
        try {
            if (flights.remove(flight.messageId, flight)) {
                free(flight.lane);
            }
        } finally {
            lock.unlock();
        }
    }

    private void free(String name) {
        Lane lane = lanes.get(name);
        if (lane == null) {
            return;
        }
        lane.flying--;
        if (!lane.behind.isEmpty()) {
            freed.add(name);
        } else if (lane.flying <= 0) {
            lanes.remove(name);
        }
    }

    /** An entry that waited and may go now; it counts as taken. Empty when there is none. */
    Optional<Waiting> next() {
        lock.lock();
        try {
            while (!freed.isEmpty()) {
                String name = freed.poll();
                Lane lane = lanes.get(name);
                if (lane != null && lane.flying < room(name) && !lane.behind.isEmpty()) {
                    lane.flying++;
                    return Optional.of(new Waiting(lane.behind.poll(), name));
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** An entry whose turn it is, and the lane that it holds. */
    record Waiting(long id, String lane) {}

    /** The entry is not there any more: the next one of its lane may go. */
    void skip(Waiting waiting) {
        lock.lock();
        try {
            free(waiting.lane);
        } finally {
            lock.unlock();
        }
    }

    /** Entries that should have been answered by now. */
    List<Flight> overdue(long now) {
        lock.lock();
        try {
            return flights.values().stream()
                    .filter(flight -> !flight.lane.equals(MARKED) && flight.againAt - now <= 0)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** True when something was sent that only a marker proves, and none is under way. */
    boolean needsMarker() {
        lock.lock();
        try {
            return marker.isEmpty() && flights.values().stream().anyMatch(flight -> flight.lane.equals(MARKED));
        } finally {
            lock.unlock();
        }
    }

    /** A marker goes out behind all that was sent. */
    void marked(String messageId) {
        lock.lock();
        try {
            List<String> covered = new ArrayList<>();
            flights.values().stream()
                    .filter(flight -> flight.lane.equals(MARKED))
                    .forEach(flight -> covered.add(flight.messageId));
            marker = Optional.of(new Marker(messageId, covered));
        } finally {
            lock.unlock();
        }
    }

    /** What the answer to this marker proves; empty when it is no marker of ours. */
    Optional<List<Flight>> answered(String messageId) {
        lock.lock();
        try {
            if (marker.filter(sent -> sent.messageId.equals(messageId)).isEmpty()) {
                return Optional.empty();
            }
            List<Flight> arrived = new ArrayList<>();
            for (String covered : marker.get().covered) {
                Optional.ofNullable(flights.get(covered)).ifPresent(arrived::add);
            }
            marker = Optional.empty();
            return Optional.of(arrived);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return flights.size();
        } finally {
            lock.unlock();
        }
    }
}
