package io.skep.edge.metamanager.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.MessageId;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.Operations;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Contents;
import io.skep.common.model.KubeObject;
import io.skep.edge.store.MetaStore.Coverage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cloud for everything when the store is new or was lost: the node's pods come in the answer, and the cloud forgets what it believed to be
 * acknowledged, so that the rest follows. A Go cloud does not answer; then the store stays as it is, and the next connection asks again.
 */
final class Resync {

    private static final Logger LOG = LoggerFactory.getLogger(Resync.class);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(60);

    /** Takes each pod that was stored. */
    interface Receiver {
        void accept(Message pod) throws InterruptedException;
    }

    private final ModuleContext context;
    private final Metadata metadata;
    private final CloudState cloud;
    private final MetaSettings settings;
    private final Receiver receiver;
    private final CountDownLatch looked = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);

    Resync(ModuleContext context, Metadata metadata, CloudState cloud, MetaSettings settings, Receiver receiver) {
        this.context = context;
        this.metadata = metadata;
        this.cloud = cloud;
        this.settings = settings;
        this.receiver = receiver;
    }

    /** Returns when the store is whole. */
    void run() throws InterruptedException {
        Coverage coverage = coverage();
        if (coverage != Coverage.LOST) {
            told.countDown();
        }
        looked.countDown();
        long connection = 0;
        boolean whole = coverage == Coverage.WHOLE;
        while (!whole) {
            connection = cloud.awaitConnected(connection);
            whole = ask(coverage);
            told.countDown();
        }
    }

    private Coverage coverage() throws InterruptedException {
        while (true) {
            try {
                return metadata.coverage();
            } catch (SkepException e) {
                LOG.debug("the store does not say what it lacks: {}", e.getMessage());
                TimeUnit.MILLISECONDS.sleep(STORE_PAUSE.toMillis());
            }
        }
    }

    /**
     * While a lost store has not been filled again nobody is told that there are no pods: they would be ended, and made anew a moment later. Without
     * the cloud, pods that came after the loss are better than none.
     *
     * @param none the store has no pods now
     * @return true when the store may have others by now
     * @throws SkepException when the cloud has not been there for long
     */
    boolean awaitPods(boolean none) throws InterruptedException {
        long limit = LONGEST_HOLD.toMillis();
        if (told.getCount() == 0 || !none && !cloud.connected()) {
            return false;
        }
        if (!looked.await(limit, TimeUnit.MILLISECONDS) || !told.await(limit, TimeUnit.MILLISECONDS)) {
            throw new SkepException(
                    MetaError.LOST, "Cannot list the pods: the store was lost, and the cloud has not told them again.");
        }
        return true;
    }

    private boolean ask(Coverage coverage) throws InterruptedException {
        Message question = Message.of(Answers.NAME, "meta", Operations.QUERY, "default/podlist/all", null)
                .withId(MessageId.next());
        try {
            Message answer = context.sendSync(settings.sendModule(), question, settings.timeout());
            Optional<JsonNode> pods =
                    Answers.object(answer).map(list -> list.path("items")).filter(JsonNode::isArray);
            if (pods.isPresent()) {
                take(pods.get());
                return true;
            }
            complain(coverage, Contents.text(answer));
        } catch (BusException e) {
            complain(coverage, e.getMessage());
        } catch (SkepException e) {
            complain(coverage, e.line());
        }
        return false;
    }

    private void take(JsonNode pods) throws InterruptedException {
        metadata.keepPods(pods);
        for (JsonNode pod : pods) {
            receiver.accept(Message.of("edgecontroller", "resource", Operations.INSERT, Metadata.podKey(pod), pod)
                    .withResourceVersion(KubeObject.resourceVersion(pod)));
        }
        LOG.info("the store was empty: the cloud has told {} pods and tells the rest", pods.size());
    }

    private static void complain(Coverage coverage, String why) {
        SkepException failure = new SkepException(
                MetaError.NOT_TOLD, "The store was empty and the cloud does not tell everything again: " + why + ".");
        if (coverage == Coverage.LOST) {
            LOG.warn("resynchronisation put off until the next connection: {}", failure.line());
        } else {
            LOG.debug("resynchronisation put off until the next connection: {}", failure.line());
        }
    }
}
