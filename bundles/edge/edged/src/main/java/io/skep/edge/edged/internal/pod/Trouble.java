package io.skep.edge.edged.internal.pod;

import io.skep.beehive.api.SkepException;
import java.util.HashSet;
import java.util.Set;

/** What keeps one pod from going on, so that the same reason is told once and not each second. One thread uses it. */
final class Trouble {

    private static final int MOST = 16;

    private final Set<String> told = new HashSet<>();

    boolean isNew(SkepException e) {
        return told.size() < MOST && told.add(e.line());
    }

    void over() {
        told.clear();
    }
}
