package io.skep.beehive.runtime.internal.engine;

import io.skep.beehive.api.Bus.Hop;
import io.skep.beehive.api.Bus.HopKind;
import io.skep.beehive.api.Bus.Trace;
import io.skep.beehive.api.Bus.TraceFilter;
import io.skep.beehive.api.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The traces under way. While there is none, a message pays one read of a field. */
final class Tracers {

    private static final Logger LOG = LoggerFactory.getLogger(Tracers.class);
    private static final int MOST = 16;

    private record Active(TraceFilter filter, Consumer<Hop> to) {}

    private final Clock clock;
    private final List<Active> all = new CopyOnWriteArrayList<>();
    private volatile boolean any;

    Tracers(Clock clock) {
        this.clock = clock;
    }

    boolean any() {
        return any;
    }

    synchronized Trace add(TraceFilter filter, Consumer<Hop> to) {
        Active active = new Active(filter, to);
        all.add(active);
        if (all.size() > MOST) {
            all.removeFirst();
        }
        any = true;
        return () -> remove(active);
    }

    private synchronized void remove(Active active) {
        all.remove(active);
        any = !all.isEmpty();
    }

    synchronized void clear() {
        all.clear();
        any = false;
    }

    void sent(String module, String from, Message message) {
        tell(HopKind.SENT, module, from, message, Duration.ZERO);
    }

    void received(String module, Held hand) {
        tell(
                hand.redelivered ? HopKind.REDELIVERED : HopKind.RECEIVED,
                module,
                hand.from,
                hand.message,
                Duration.ofNanos(hand.waitedNanos));
    }

    void done(String module, Message message) {
        tell(HopKind.DONE, module, "", message, Duration.ZERO);
    }

    void failed(String module, Message message) {
        tell(HopKind.FAILED, module, "", message, Duration.ZERO);
    }

    void answered(String module, Message message) {
        tell(HopKind.ANSWERED, module, "", message, Duration.ZERO);
    }

    void dropped(String module, Message message) {
        tell(HopKind.DROPPED, module, "", message, Duration.ZERO);
    }

    private void tell(HopKind kind, String module, String from, Message message, Duration waited) {
        for (Active active : all) {
            if (fits(active.filter(), module, from, message)) {
                Hop hop = new Hop(
                        kind,
                        clock.instant(),
                        module,
                        from,
                        message.id(),
                        message.parentId(),
                        message.source(),
                        message.group(),
                        message.operation(),
                        message.resource(),
                        waited,
                        active.filter().contents() ? Redaction.text(message.resource(), message.content()) : "");
                try {
                    active.to().accept(hop);
                } catch (RuntimeException e) {
                    LOG.warn("a trace ends, its receiver failed: {}", Failure.line(e));
                    remove(active);
                }
            }
        }
    }

    private static boolean fits(TraceFilter filter, String module, String from, Message message) {
        return (filter.id().isEmpty()
                        || message.id().startsWith(filter.id())
                        || message.parentId().startsWith(filter.id()))
                && (filter.module().isEmpty()
                        || filter.module().equals(module)
                        || filter.module().equals(from))
                && message.resource().contains(filter.resource());
    }
}
