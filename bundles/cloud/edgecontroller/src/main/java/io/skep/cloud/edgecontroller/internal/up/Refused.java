package io.skep.cloud.edgecontroller.internal.up;

import io.skep.cloud.edgecontroller.internal.EdgeCommand;
import io.skep.cloud.edgecontroller.internal.EdgeCommand.Action;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests of edges for what is not theirs: each is counted, the first of a node for an action is logged. Thread-safe. */
public final class Refused {

    private static final Logger LOG = LoggerFactory.getLogger(Refused.class);
    private static final int REMEMBERED = 4096;

    private record Key(String node, Action action) {}

    private final AtomicLong count = new AtomicLong();
    private final Map<Key, Boolean> told = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** The refusal that the edge gets, in the form of the API's own. */
    KubeException refuse(EdgeCommand command, KubeResource resource, String name, String why) {
        count.incrementAndGet();
        KubeException refusal = Answers.forbidden(resource, name, why);
        String node = command.path().node();
        if (isNew(new Key(node, command.action()))) {
            LOG.warn("{} of node {} refused, repetitions are only counted: {}", command.action(), node, refusal.line());
        }
        return refusal;
    }

    private synchronized boolean isNew(Key key) {
        return told.put(key, true) == null;
    }

    /** All since the module's beginning. */
    public long count() {
        return count.get();
    }
}
