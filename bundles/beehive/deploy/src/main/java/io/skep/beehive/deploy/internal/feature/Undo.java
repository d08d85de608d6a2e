package io.skep.beehive.deploy.internal.feature;

import io.skep.beehive.deploy.internal.Reasons;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was done so far, so that it can be undone in reverse. */
final class Undo {

    private static final Logger LOG = LoggerFactory.getLogger(Undo.class);

    private final Deque<Act> acts = new ArrayDeque<>();

    /** Takes one thing back. */
    interface Work {
        void run() throws BundleException, IOException, InterruptedException;
    }

    private record Act(String what, Work work) {}

    /** @param what such as {@code uninstall io.skep.demo.echo} */
    void add(String what, Work work) {
        acts.push(new Act(what, work));
    }

    /** Takes everything back as far as it can be; returns what could not be done. */
    List<String> run() throws InterruptedException {
        List<String> left = new ArrayList<>();
        while (!acts.isEmpty()) {
            Act act = acts.pop();
            try {
                act.work().run();
                LOG.debug("undone: {}", act.what());
            } catch (BundleException | IOException | RuntimeException e) {
                left.add(act.what() + " (" + Reasons.of(e) + ")");
            }
        }
        return left;
    }
}
