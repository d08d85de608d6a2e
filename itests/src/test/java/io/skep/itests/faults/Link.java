package io.skep.itests.faults;

import java.util.List;

/** The way from an edge to its cloud, which a test can break and mend. */
public interface Link extends AutoCloseable {

    /** How it can break. */
    enum Cut {
        /** Connections are reset, new ones refused. */
        RESET,
        /** Connections are ended in good order, new ones refused. */
        END,
        /** Nothing arrives any more; what was sent meanwhile arrives after the repair. */
        STALL,
        /** Nothing arrives any more, and the connections of before stay dead after the repair without a word: as behind a router that forgot them. */
        HALF_OPEN,
        /** The same, but only what goes to the cloud is lost. */
        HALF_OPEN_UP,
        /** The same, but only what comes from the cloud is lost. */
        HALF_OPEN_DOWN,
        /** The network interface is down. */
        DOWN,
        /** Packets to the cloud are dropped. */
        DROP_UP,
        /** Packets from the cloud are dropped. */
        DROP_DOWN;

        /** Whether connections stay dead after the repair and nobody is told, so that only silence gives them away. */
        public boolean isSilent() {
            return this == HALF_OPEN || this == HALF_OPEN_UP || this == HALF_OPEN_DOWN;
        }
    }

    /** The cuts that this link knows. */
    List<Cut> cuts();

    void cut(Cut how);

    void heal();

    /** Where the edge finds one of the cloud's ports. */
    String address(int cloudPort);

    /** Words that are put before a command so that it runs behind this link; none when it runs anywhere. */
    List<String> prefix();

    @Override
    void close();
}
