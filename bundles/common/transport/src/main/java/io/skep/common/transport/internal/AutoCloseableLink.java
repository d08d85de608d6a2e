package io.skep.common.transport.internal;

/** Either end, as far as closing goes. */
interface AutoCloseableLink extends AutoCloseable {

    @Override
    void close();
}
