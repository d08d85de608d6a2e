package io.skep.cloud.cloudhub.internal.session;

/** The window of one edge: one message after a silence, one more with each acknowledgement. Its owner guards it. */
final class Window {

    private final int most;
    private final int frames;
    private int size;

    /**
     * @param most reliable messages
     * @param frames reliable messages and others together
     */
    Window(int most, int frames) {
        this.most = most;
        this.frames = frames;
        this.size = most;
    }

    int size() {
        return size;
    }

    /** True for an edge whose buffer is known to be small. */
    boolean countsFrames() {
        return frames < Integer.MAX_VALUE;
    }

    /**
     * @param flying reliable messages on their way
     * @param unread frames of both kinds that may be unread
     */
    boolean hasRoom(int flying, int unread) {
        return flying < size && unread < frames;
    }

    boolean hasFrames(int unread) {
        return unread < frames;
    }

    /** A message was not acknowledged in time. */
    void shrink() {
        size = 1;
    }

    void grow() {
        size = Math.min(most, size + 1);
    }
}
