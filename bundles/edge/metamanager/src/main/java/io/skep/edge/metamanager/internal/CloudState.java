package io.skep.edge.metamanager.internal;

import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Contents;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the cloud is connected, as the hub says. */
final class CloudState {

    private static final Logger LOG = LoggerFactory.getLogger(CloudState.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final AtomicReference<Optional<Boolean>> connected = new AtomicReference<>(Optional.empty());

    boolean connected() {
        return connected.get().orElse(false);
    }

    void set(boolean now) {
        connected.set(Optional.of(now));
    }

    /** A module that was swapped while the link stood hears no notice: it asks the hub, and a notice that came meanwhile wins. */
    void ask(ModuleContext context, String hub) throws InterruptedException {
        Message question = Message.of(Answers.NAME, "meta", Operations.QUERY, "node/connection", null);
        try {
            Message answer = context.sendSync(hub, question, TIMEOUT);
            boolean now = Contents.text(answer).equals("cloud_connected");
            connected.compareAndSet(Optional.empty(), Optional.of(now));
        } catch (BusException e) {
            LOG.debug("the hub does not say whether the cloud is connected: {}", e.getMessage());
        }
    }
}
