package io.skep.common.transport;

import org.osgi.annotation.versioning.ProviderType;

/** A listening end. */
@ProviderType
public interface LinkServer extends AutoCloseable {

    int port();

    /** Stops listening and closes every link that it accepted. */
    @Override
    void close();
}
