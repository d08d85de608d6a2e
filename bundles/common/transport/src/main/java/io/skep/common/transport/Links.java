package io.skep.common.transport;

import org.osgi.annotation.versioning.ProviderType;

/** Opens either end of a link; a service of common.transport. */
@ProviderType
public interface Links {

    /**
     * Listens for edges.
     *
     * @throws io.skep.beehive.api.SkepException SKEP-501 when the address is in use or not ours
     */
    LinkServer listen(LinkServerOptions options, LinkHandler handler);

    /**
     * Dials a cloud, once.
     *
     * @throws io.skep.beehive.api.SkepException SKEP-503 refused or unreachable, SKEP-504 TLS failed (with the reason), SKEP-505 the server
     *     answered no 101 (status and the first bounded part of its body in the sentence)
     */
    Link connect(LinkClientOptions options, LinkHandler handler) throws InterruptedException;
}
