package io.skep.beehive.api;

/** A call of the bus that could not be carried out. */
public final class BusException extends SkepException {

    private static final long serialVersionUID = 1L;

    public BusException(BusError code, String sentence) {
        super(code, sentence);
    }
}
