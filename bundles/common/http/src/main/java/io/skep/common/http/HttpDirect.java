package io.skep.common.http;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A server of this process, asked without a socket: what TLS proves, both ends' identities, the caller must have had proven by it before. Stays the same object
 * as long as the server listens. Thread-safe.
 */
@ProviderType
public interface HttpDirect {

    /**
     * A request.
     *
     * @param uri path and query, encoded as on a socket
     * @param body empty for none; not copied
     * @param certificates of the client, as if it had come with TLS
     */
    record Request(
            String method, String uri, Map<String, String> headers, byte[] body, List<X509Certificate> certificates) {}

    /** A whole answer; the body is the caller's. */
    record Response(int status, byte[] body) {}

    /**
     * Lets the server's handler answer, on a thread of its own that goes on when the caller is interrupted. What the handler streams is gathered until it closes
     * the stream: not for watches.
     *
     * @throws IOException when the server is closed, does not answer within the limit, or its handler failed after it began to answer
     */
    Response call(Request request, Duration limit) throws IOException, InterruptedException;
}
