package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The dials that are under way: one, and a second one beside it when the first has not come to an end for long. A handshake that was caught by a cut or by losses
 * waits for TCP's next retransmission, which may be many seconds away; a fresh one does not. What is opened first is used.
 */
final class Dials {

    /** Longer than TCP may take to connect, so that it is the handshake that hangs. */
    static final Duration HANGS = EdgeHub.CONNECT.plusSeconds(1);

    private static final int MOST = 2;

    private final ModuleContext context;
    private final Dialling.Dial dial;
    private final Duration hangs;
    private final BlockingQueue<Dialling> ended = new LinkedBlockingQueue<>();
    private final List<Dialling> underWay = new ArrayList<>();

    /** @param hangs a dial that has been under way for longer gets a second one beside it */
    Dials(ModuleContext context, Dialling.Dial dial, Duration hangs) {
        this.context = context;
        this.dial = dial;
        this.hangs = hangs;
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    /** Starts a dial if there is none, or another one if those that there are hang. */
    void start() {
        boolean hang = underWay.stream().allMatch(one -> one.age().compareTo(hangs) > 0);
        if (hang && underWay.size() < MOST) {
            underWay.add(Dialling.start(context, dial, ended));
        }
    }

    /**
     * The first that is opened within this time; the others are given up then.
     *
     * @throws SkepException why the last one that was under way has failed
     */
    Optional<Link> await(Duration time) throws InterruptedException {
        Dialling first = ended.poll(time.toNanos(), TimeUnit.NANOSECONDS);
        if (first == null || !underWay.remove(first)) {
            return Optional.empty();
        }
        try {
            Optional<Link> link = first.outcome();
            if (link.isPresent()) {
                giveUp();
            }
            return link;
        } catch (SkepException e) {
            if (underWay.isEmpty()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Ends all. A link that is open by now is in use. */
    void giveUp() throws InterruptedException {
        for (Dialling one : underWay) {
            one.giveUp();
        }
        underWay.clear();
        ended.clear();
    }
}
