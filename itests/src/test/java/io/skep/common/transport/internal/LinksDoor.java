package io.skep.common.transport.internal;

/** Ends the transport of a test, as the framework does when it deactivates the component. */
public final class LinksDoor {

    private LinksDoor() {}

    public static void close(NettyLinks links) {
        links.close();
    }
}
