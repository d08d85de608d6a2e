package io.skep.common.transport.internal;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets so many handshakes work at the same time; the others wait in order, without having cost anything. Who dawdles is overtaken: a handshake that is not done
 * in its time goes on, and another one starts beside it. Thread-safe.
 */
final class Turns {

    private final int most;
    private final Queue<Turn> waiting = new ArrayDeque<>();
    private int working;

    Turns(int most) {
        this.most = most;
    }

    /** One handshake's place. */
    final class Turn {
        private final Runnable start;
        private boolean begun;
        private boolean over;

        private Turn(Runnable start) {
            this.start = start;
        }

        /** The handshake is done, failed, or has had its time. Further calls do nothing. */
        void end() {
            release(this);
        }
    }

    /** Runs {@code start} at once or when a place is free, on the thread that freed it. */
    Turn ask(Runnable start) {
        Turn turn = new Turn(start);
        boolean now;
        synchronized (this) {
            now = working < most;
            if (now) {
                begin(turn);
            } else {
                waiting.add(turn);
            }
        }
        if (now) {
            start.run();
        }
        return turn;
    }

    private void begin(Turn turn) {
        turn.begun = true;
        working++;
    }

    private void release(Turn turn) {
        Turn next;
        synchronized (this) {
            if (turn.over) {
                return;
            }
            turn.over = true;
            if (!turn.begun) {
                waiting.remove(turn);
                return;
            }
            working--;
            next = waiting.poll();
            if (next != null) {
                begin(next);
            }
        }
        if (next != null) {
            next.start.run();
        }
    }

    synchronized int waiting() {
        return waiting.size();
    }
}
