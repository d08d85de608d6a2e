package io.skep.common.http;

import org.osgi.annotation.versioning.ProviderType;

/** A listening server. */
@ProviderType
public interface HttpServer extends AutoCloseable {

    /** The port that is bound; useful when 0 was asked for. */
    int port();

    /** Stops listening, gives requests under way one second, then closes every connection. */
    @Override
    void close();
}
