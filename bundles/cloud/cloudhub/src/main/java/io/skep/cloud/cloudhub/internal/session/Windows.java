package io.skep.cloud.cloudhub.internal.session;

/**
 * How many messages may be on their way to one edge.
 *
 * @param skep reliable messages to an edge that announced {@code Skep-Channel: 1}
 * @param others reliable messages to any other edge
 */
public record Windows(int skep, int others) {

    /** A Go edge drops the oldest of 100 unread frames: so many may be unread, of both kinds together. */
    public static final int FRAMES = 64;

    public static final Windows DEFAULT = new Windows(256, 16);

    Window open(boolean skepPeer) {
        return skepPeer ? new Window(skep, Integer.MAX_VALUE) : new Window(Math.min(others, FRAMES), FRAMES);
    }
}
