package io.skep.itests.faults;

import java.util.List;

/** The way from an edge to its cloud, which a test can break and mend. */
public interface Link extends AutoCloseable {

    /** How it can break. */
    enum Cut {
        /** Connections are reset, new ones refused. */
        RESET,
        /** Nothing arrives any more; what was sent meanwhile arrives after the repair. */
        STALL,
        /** Nothing arrives any more, and the connections of before stay dead after the repair without a word: as behind a router that forgot them. */
        HALF_OPEN,
        /** The network interface is down. */
        DOWN
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
