package io.skep.itests.fuzz;

import java.util.List;

/** A parser that strangers can reach, and what must hold of it for every input. */
public interface Target {

    /** One word: names the target on the command line, in reports and among the corpora. */
    String name();

    /**
     * Feeds one input to the parser. Returns when the parser behaved, be it that it took the input or that it refused it as it should; whatever is
     * thrown is a finding.
     */
    void run(byte[] input) throws Exception;

    /** Good inputs to begin with. */
    List<byte[]> seeds();
}
