package io.skep.beehive.socket.internal;

import io.skep.beehive.api.Module;

/** How modules come onto the bus and leave it. */
interface Registry {

    void attach(String name, String group, Module module);

    /** The module goes, its mailbox waits. Returns when its run has ended. */
    void park(String name);

    /** The module goes for good: its mailbox is closed. Returns when its run has ended. */
    void retire(String name);
}
