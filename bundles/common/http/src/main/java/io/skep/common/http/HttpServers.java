package io.skep.common.http;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Opens HTTP/1.1 servers; a service of common.http. */
@ProviderType
public interface HttpServers {

    /**
     * Binds and listens.
     *
     * @param handler called on a virtual thread of its own for each request
     * @throws io.skep.beehive.api.SkepException SKEP-901 when the address is in use or not ours; the sentence names it
     */
    HttpServer open(HttpServerOptions options, HttpHandler handler);

    /** The open server of this process that is bound to exactly this address, for callers that have spoken to it there before; none if not overridden. */
    default Optional<HttpDirect> findDirect(String host, int port) {
        return Optional.empty();
    }
}
