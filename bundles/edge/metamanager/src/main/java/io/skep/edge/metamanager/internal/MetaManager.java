package io.skep.edge.metamanager.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Delivery;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.Operations;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Contents;
import io.skep.common.model.ResourcePath;
import io.skep.edge.metamanager.internal.MetaCommand.Ask;
import io.skep.edge.metamanager.internal.MetaCommand.CallCloud;
import io.skep.edge.metamanager.internal.MetaCommand.Change;
import io.skep.edge.metamanager.internal.MetaCommand.Connection;
import io.skep.edge.metamanager.internal.MetaCommand.KeepOnly;
import io.skep.edge.metamanager.internal.MetaCommand.LateAnswer;
import io.skep.edge.metamanager.internal.MetaCommand.Push;
import io.skep.edge.metamanager.internal.MetaCommand.Reply;
import io.skep.edge.metamanager.internal.MetaCommand.Report;
import io.skep.edge.metamanager.internal.MetaCommand.Unsupported;
import io.skep.edge.metamanager.internal.MetaCommand.Volume;
import io.skep.edge.store.MetaRow;
import io.skep.edge.store.Outbox;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the metamanager: keeps what the cloud pushes, answers what the edge asks, reports what the cloud has to learn. */
final class MetaManager {

    private static final Logger LOG = LoggerFactory.getLogger(MetaManager.class);
    private static final Set<String> REMOTE = Set.of(
            "configmap",
            "secret",
            "persistentvolume",
            "persistentvolumeclaim",
            "volumeattachment",
            "node",
            "serviceaccounttoken",
            "lease");
    private static final Duration VOLUME_TIMEOUT = Duration.ofMinutes(1);
    private static final int MAX_CALLS = 1024;
    private static final int MAX_COMPLAINTS = 100;

    private final ModuleContext context;
    private final Metadata metadata;
    private final Outbox outbox;
    private final CloudState cloudState;
    private final CloudCalls calls;
    private final Resync resync;
    private final String sendGroup;
    private final Semaphore room = new Semaphore(MAX_CALLS);
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();

    MetaManager(ModuleContext context, Metadata metadata, Outbox outbox, CloudState cloudState, MetaSettings settings) {
        this.context = context;
        this.metadata = metadata;
        this.outbox = outbox;
        this.cloudState = cloudState;
        this.sendGroup = settings.sendGroup();
        this.calls = new CloudCalls(context, settings.sendModule(), settings.timeout(), this::received);
        this.resync = new Resync(context, metadata, cloudState, settings, pod -> toModule("edged", pod));
    }

    /** Takes from the mailbox until the module has to stop. Calls run beside; all else goes in order. */
    void run() throws InterruptedException {
        context.fork("resync", resync::run);
        while (true) {
            Delivery delivery = context.take();
            MetaCommand command = MetaCommand.from(delivery.message());
            if (command instanceof Ask || command instanceof CallCloud || command instanceof Volume) {
                room.acquire();
                context.fork("request", () -> {
                    try {
                        handle(command, delivery.message());
                        delivery.done();
                    } finally {
                        room.release();
                    }
                });
            } else {
                handle(command, delivery.message());
                delivery.done();
            }
        }
    }

    private void handle(MetaCommand command, Message message) throws InterruptedException {
        try {
            execute(command);
        } catch (SkepException e) {
            refuse(message, e.line());
        } catch (RuntimeException e) {
            LOG.error("{} could not be handled", message, e);
            refuse(message, e.toString());
        }
    }

    void execute(MetaCommand command) throws InterruptedException {
        switch (command) {
            case Connection(boolean connected) -> connection(connected);
            case Push push -> push(push);
            case Ask(Message message, ResourcePath path) -> ask(message, path);
            case CallCloud(Message message) -> callCloud(message);
            case Report(Message message, ResourcePath path) -> report(message, path);
            case LateAnswer(Message message, ResourcePath path) -> lateAnswer(message, path);
            case Reply(Message message) -> toCloud(message);
            case Volume(Message message) -> toCloud(context.sendSync("edged", message, VOLUME_TIMEOUT));
            case KeepOnly(Message message, ResourcePath path) -> {
                metadata.keep(message, path);
                complain("update from " + message.source(), message);
            }
            case Unsupported(Message message) -> complain(message.operation() + " from " + message.source(), message);
        }
    }

    private void connection(boolean connected) {
        cloudState.set(connected);
        if (!connected) {
            calls.disconnected();
        }
    }

    private void push(Push push) throws InterruptedException {
        if (push.change() == Change.DELETE) {
            metadata.remove(push.message(), push.path());
        } else {
            metadata.keep(push.message(), push.path());
        }
        Message message = push.message();
        switch (message.source()) {
            case "devicecontroller" -> pushDevice(push);
            case "policycontroller" -> toCloud(Answers.acknowledge(message));
            default -> {
                toModule("edged", message);
                toCloud(Answers.acknowledge(message));
            }
        }
    }

    /** The twin gets it as from the metamanager; for insert and delete the acknowledgement shows that, as a Go edge's does. */
    private void pushDevice(Push push) throws InterruptedException {
        Message twin = push.message().withRoute("meta", "twin");
        if (push.change() == Change.UPDATE) {
            toCloud(Answers.acknowledge(push.message()));
            toModule("twin", twin);
        } else {
            toModule("twin", twin);
            toCloud(Answers.acknowledge(twin));
        }
    }

    private void ask(Message message, ResourcePath path) throws InterruptedException {
        Optional<MetaRow> token = metadata.freshToken(message, path);
        if (token.isPresent()) {
            context.respond(Answers.fromStore(message, List.of(token.get())));
            return;
        }
        if (cloudState.connected() && REMOTE.contains(path.type())) {
            Optional<Message> answer = calls.call(message);
            if (answer.isPresent()) {
                context.respond(Answers.relay(message, answer.get()));
                return;
            }
        }
        List<MetaRow> rows = metadata.find(message, path);
        if (path.type().equals("pod") && path.name().isEmpty() && resync.awaitPods(rows.isEmpty())) {
            rows = metadata.find(message, path);
        }
        context.respond(Answers.fromStore(message, rows));
    }

    private void callCloud(Message message) throws InterruptedException {
        if (!cloudState.connected()) {
            throw new SkepException(
                    MetaError.NOT_CONNECTED,
                    "Cannot " + message.operation() + " " + message.resource() + ": the cloud is not connected.");
        }
        Message answer = calls.call(message)
                .orElseThrow(() -> new SkepException(
                        MetaError.NO_ANSWER,
                        "Cannot " + message.operation() + " " + message.resource() + ": the cloud did not answer."));
        context.respond(Answers.relay(message, answer));
    }

    /** Every answer to a call is kept and acknowledged, whoever waits for it. */
    private void received(Message request, Message answer) throws InterruptedException {
        try {
            metadata.keepAnswer(request, answer);
        } catch (SkepException e) {
            LOG.warn("answer to {} is not kept: {}", request, e.line());
            return;
        }
        toCloud(Answers.acknowledge(answer));
    }

    /** On the disk first, then the answer; the cloud's own answer comes later or never. */
    private void report(Message message, ResourcePath path) throws InterruptedException {
        boolean kept = message.operation().equals(Operations.PATCH)
                || message.operation().equals(Operations.UPDATE);
        if (kept && !path.type().equals("event")) {
            metadata.keep(message, path);
        }
        outbox.put(Reports.entry(message, path));
        if (message.sync()) {
            context.respond(message.response("OK"));
        }
    }

    private void lateAnswer(Message message, ResourcePath path) throws InterruptedException {
        JsonNode content = Contents.tree(message);
        boolean question = REMOTE.contains(path.type()) && !Answers.isResult(content);
        if (!path.type().endsWith("patch") && !path.type().equals(ServiceAccountTokens.TYPE)) {
            metadata.keepAnswer(message, message);
        }
        if (question) {
            toCloud(Answers.acknowledge(message));
        } else {
            toModule("edged", message);
        }
    }

    private void refuse(Message message, String text) throws InterruptedException {
        if (message.sync()) {
            context.respond(Answers.error(message, text));
        } else if (MetaCommand.PUSHERS.contains(message.source())) {
            toCloud(Answers.refusal(message, text));
        } else {
            complain(text, message);
            if (message.source().equals("edged") && message.operation().equals(Operations.PATCH)) {
                toModule("edged", Answers.error(message, text));
            }
        }
    }

    private void toCloud(Message message) throws InterruptedException {
        try {
            context.sendToGroup(sendGroup, message);
        } catch (BusException e) {
            LOG.debug("{} stays: {}", message, e.getMessage());
        }
    }

    /** A module that is not there reads the store when it comes. */
    private void toModule(String module, Message message) throws InterruptedException {
        try {
            context.send(module, message);
        } catch (BusException e) {
            LOG.debug("{} is not handed to {}: {}", message, module, e.getMessage());
        }
    }

    private void complain(String once, Message message) {
        if (complaints.size() < MAX_COMPLAINTS && complaints.add(once)) {
            LOG.warn("{} is not served, as all of its kind: {}", message, once);
        }
    }
}
