package io.skep.beehive.socket.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/** The calls that a process was sent and has not answered: the latest 4096 of them. Thread-safe. */
final class Questions {

    private static final int MOST = 4096;

    private final Map<String, String> modules = new LinkedHashMap<>();

    /** A call with this id goes to a module. */
    synchronized void asked(String id, String module) {
        modules.put(id, module);
        if (modules.size() > MOST) {
            modules.remove(modules.keySet().iterator().next());
        }
    }

    /** The module that was asked; null when there was no such call, or it was answered before. */
    synchronized String answered(String id) {
        return modules.remove(id);
    }
}
