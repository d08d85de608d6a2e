package io.skep.common.http;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** The body of an answer that follows in pieces. Any thread may write, one at a time. */
@ProviderType
public interface HttpStream extends AutoCloseable {

    /**
     * Sends a piece at once. Blocks while the client does not read.
     *
     * @throws IOException when the client is gone
     */
    void write(byte[] piece) throws IOException;

    /** False once the client is gone or {@link #close} was called. */
    boolean isOpen();

    /** Runs once when the client is gone or the stream is closed; at once if it is already. */
    void onClose(Runnable action);

    /** Ends the body properly. */
    @Override
    void close();
}
