package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.Operations;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.ResourcePath;
import io.skep.common.transport.Link;
import io.skep.edge.store.Outbox;
import io.skep.edge.store.OutboxEntry;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the mailbox to the cloud (KubeEdge's routeToCloud). A message counts as finished only when it is written; without a link it waits. What
 * the bucket limits does not hold up acknowledgements.
 */
final class Upstream {

    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    private static final int WAITING = 256;
    private static final Duration STORE_PAUSE = Duration.ofSeconds(2);

    private final CloudLink cloud;
    private final TokenBucket bucket;
    private final Outbox outbox;
    private final BlockingQueue<Delivery> limited = new ArrayBlockingQueue<>(WAITING);
    private final BlockingQueue<Delivery> uploads = new ArrayBlockingQueue<>(WAITING);

    Upstream(CloudLink cloud, Outbox outbox, TokenBucket bucket) {
        this.outbox = outbox;
        this.cloud = cloud;
        this.bucket = bucket;
    }

    /** Takes from the mailbox and sends acknowledgements at once. */
    void takeAll(ModuleContext context) throws InterruptedException {
        while (true) {
            Delivery delivery = context.take();
            Message message = delivery.message();
            if (Notices.asks(message)) {
                context.respond(Notices.answer(message, cloud.current().isPresent()));
                delivery.done();
            } else if (isExempt(message)) {
                send(delivery);
            } else if (Proof.isUnanswered(message)) {
                uploads.put(delivery);
            } else {
                limited.put(delivery);
            }
        }
    }

    /** Nobody answers an upload, and what was written to a link that is cut is gone: such messages go by the outbox. */
    void keepUploads() throws InterruptedException {
        while (true) {
            Delivery delivery = uploads.take();
            boolean kept = false;
            while (!kept) {
                try {
                    outbox.put(OutboxEntry.of(delivery.message()));
                    kept = true;
                } catch (SkepException e) {
                    LOG.warn("{} waits for the outbox: {}", delivery.message(), e.line());
                    TimeUnit.NANOSECONDS.sleep(STORE_PAUSE.toNanos());
                }
            }
            delivery.done();
        }
    }

    /** Sends the rest, as fast as the bucket allows. */
    void sendLimited(ModuleContext context) throws InterruptedException {
        while (true) {
            Delivery delivery = limited.take();
            Link link = cloud.await();
            if (isExtension(delivery.message()) && !link.skepPeer()) {
                refuse(context, delivery);
            } else {
                bucket.acquire();
                send(delivery);
            }
        }
    }

    int waiting() {
        return limited.size() + uploads.size();
    }

    private void send(Delivery delivery) throws InterruptedException {
        try {
            cloud.send(delivery.message());
        } catch (RuntimeException e) {
            LOG.error("{} cannot be written and is dropped", delivery.message(), e);
        }
        delivery.done();
    }

    /** The question for everything: a Go cloud would complain and not answer. */
    private static boolean isExtension(Message message) {
        return message.operation().equals(Operations.QUERY)
                && ResourcePath.parseEdge(message.resource())
                        .filter(path -> path.type().equals("podlist"))
                        .isPresent();
    }

    private static void refuse(ModuleContext context, Delivery delivery) throws InterruptedException {
        context.respond(delivery.message().error("edgehub", "the cloud is not Skep's and knows no such question"));
        delivery.done();
    }

    private static boolean isExempt(Message message) {
        return message.operation().equals(Operations.RESPONSE)
                || message.operation().equals(Operations.KEEPALIVE);
    }
}
