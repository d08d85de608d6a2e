package io.skep.common.transport;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens either end of a link. One service for each lane, told apart by the service property {@code skep.lane}: {@code websocket} (common.transport) and
 * {@code quic} (common.transport.quic, between Skep peers only).
 */
@ProviderType
public interface Links {

    /** Name of the service property that tells the lane. */
    String LANE = "skep.lane";

    /**
     * Listens for edges.
     *
     * @throws io.skep.beehive.api.SkepException SKEP-501 when the address is in use or not ours
     */
    LinkServer listen(LinkServerOptions options, LinkHandler handler);

    /**
     * Dials a cloud, once.
     *
     * @throws io.skep.beehive.api.SkepException SKEP-503 refused or unreachable, SKEP-504 TLS failed (with the reason)
     * @throws LinkRefusedException the server answered no 101 (status and the first bounded part of its body in the sentence)
     */
    Link connect(LinkClientOptions options, LinkHandler handler) throws InterruptedException;
}
