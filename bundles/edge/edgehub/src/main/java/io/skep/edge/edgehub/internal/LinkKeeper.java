package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.SkepException;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkRefusedException;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps the edge linked: dials, watches over the open link, dials again. A link that has become doubtful is not waited for: a second one is dialled beside it,
 * and whichever answers first is used.
 */
final class LinkKeeper {

    /** What the hub does for it. */
    interface Hub {
        /** Waits for the identity, then dials once. */
        Link dial() throws InterruptedException;

        void connected();

        void disconnected();

        /** Tells why there is no link. */
        void complain(SkepException failure);
    }

    private final ModuleContext context;
    private final CloudLink cloud;
    private final Redial redial;
    private final Hub hub;
    private Optional<Dialling> dialling = Optional.empty();

    LinkKeeper(ModuleContext context, CloudLink cloud, Redial redial, Hub hub) {
        this.context = context;
        this.cloud = cloud;
        this.redial = redial;
        this.hub = hub;
    }

    void run() throws InterruptedException {
        try {
            while (true) {
                Link link = cloud.current().orElse(null);
                if (link == null || !link.isOpen()) {
                    link = dial();
                }
                long begun = System.nanoTime();
                live(link);
                if (dialling.isEmpty() && cloud.current().isEmpty()) {
                    cloud.pause(redial.lost(Duration.ofNanos(System.nanoTime() - begun)));
                }
            }
        } finally {
            cloud.drop();
        }
    }

    /** Dials until there is a link. */
    private Link dial() throws InterruptedException {
        while (true) {
            Dialling attempt = dialling.orElseGet(this::start);
            dialling = Optional.empty();
            try {
                Optional<Link> link = attempt.await();
                if (link.isPresent()) {
                    return link.get();
                }
            } catch (SkepException e) {
                hub.complain(e);
                cloud.pause(waitAfter(e, attempt.age()));
            }
        }
    }

    private Dialling start() {
        return Dialling.start(context, hub::dial);
    }

    private Duration waitAfter(SkepException failure, Duration took) {
        return switch (failure) {
            case LinkRefusedException refusal -> redial.refused(refusal.retryAfter());
            case SkepException other when isUnreachable(other) -> redial.unreachable(took);
            case SkepException other -> redial.refused(Optional.empty());
        };
    }

    private static boolean isUnreachable(SkepException failure) {
        return failure.code().code().equals("SKEP-503");
    }

    /** The life of a link, until it is closed or another one has taken its place. */
    private void live(Link link) throws InterruptedException {
        hub.connected();
        Notices.publish(context, true);
        Pulse pulse = cloud.pulse();
        boolean refused = false;
        try {
            while (!cloud.awaitClosed(link, Pulse.LOOK)) {
                if (pulse.ping()) {
                    refused = false;
                    link.roundTrip().thenAccept(pulse::pong);
                }
                if (!pulse.isLate()) {
                    forgetRival();
                } else if (!refused) {
                    refused = !rival();
                }
            }
        } finally {
            link.close();
            cloud.closed(link);
        }
        hub.disconnected();
        Notices.publish(context, false);
    }

    /** Dials beside the doubtful link. False when a server answered and refused: then it is there, and the doubtful link is waited for. */
    private boolean rival() throws InterruptedException {
        if (dialling.isEmpty()) {
            dialling = Optional.of(start());
            return true;
        }
        if (!dialling.get().isDone()) {
            return true;
        }
        Dialling ended = dialling.get();
        dialling = Optional.empty();
        try {
            return ended.await().isPresent();
        } catch (SkepException e) {
            return isUnreachable(e);
        }
    }

    /** The link is well again: a dial beside it is given up. One that is through by now has taken the place of the link. */
    private void forgetRival() throws InterruptedException {
        if (dialling.isPresent()) {
            dialling.get().giveUp();
            dialling = Optional.empty();
        }
    }
}
