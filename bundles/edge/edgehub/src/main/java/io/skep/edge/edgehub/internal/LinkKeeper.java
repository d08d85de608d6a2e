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
        /** Waits until there is a certificate to dial with. */
        void prepare() throws InterruptedException;

        /** Dials once; the link is in use when this returns. */
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
    private final Dials dials;

    LinkKeeper(ModuleContext context, CloudLink cloud, Redial redial, Hub hub) {
        this.context = context;
        this.cloud = cloud;
        this.redial = redial;
        this.hub = hub;
        this.dials = new Dials(context, hub::dial, Dials.HANGS);
    }

    void run() throws InterruptedException {
        try {
            while (true) {
                Link link = cloud.current().orElse(null);
                if (link == null || !link.isOpen()) {
                    link = dial();
                }
                long begun = System.nanoTime();
                long received = cloud.received();
                live(link);
                if (dials.isEmpty() && cloud.current().isEmpty()) {
                    Duration lived = Duration.ofNanos(System.nanoTime() - begun);
                    cloud.pause(redial.lost(lived, cloud.received() > received));
                }
            }
        } finally {
            cloud.drop();
        }
    }

    /** Dials until there is a link. */
    private Link dial() throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            if (dials.isEmpty()) {
                hub.prepare();
                begun = System.nanoTime();
            }
            dials.start();
            try {
                Optional<Link> link = dials.await(Pulse.LOOK);
                if (link.isPresent()) {
                    return link.get();
                }
            } catch (SkepException e) {
                hub.complain(e);
                cloud.pause(waitAfter(e, Duration.ofNanos(System.nanoTime() - begun)));
            }
        }
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
                    dials.giveUp();
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
        try {
            if (dials.await(Duration.ZERO).isEmpty()) {
                dials.start();
            }
            return true;
        } catch (SkepException e) {
            return isUnreachable(e);
        }
    }
}
