package io.skep.common.http;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** One request and its answer; used by one thread at a time. */
@ProviderType
public interface HttpExchange {

    String method();

    /** Decoded path, without the query; never contains a {@code ..} segment. */
    String path();

    /** Path and query as they came. */
    String uri();

    /** Decoded query parameters in order of appearance. */
    Map<String, List<String>> query();

    /** First value of a query parameter. */
    default Optional<String> findQuery(String name) {
        return Optional.ofNullable(query().get(name)).map(List::getFirst);
    }

    /** First value of a request header, any letter case. */
    Optional<String> findHeader(String name);

    List<String> headers(String name);

    /** The whole body; empty array when there is none. Bounded by the server's options (413 by itself). */
    byte[] body();

    /** The client's certificate chain, its own first; empty without one. */
    List<X509Certificate> peerCertificates();

    InetSocketAddress peer();

    /** Sets a header of the answer; before {@link #respond} or {@link #stream}. */
    void setHeader(String name, String value);

    /** Answers with a whole body. */
    void respond(int status, String contentType, byte[] body);

    /** Answers head first and lets the body follow in pieces (chunked). */
    HttpStream stream(int status, String contentType);

    /**
     * Answers {@code 101 Switching Protocols} and takes the connection over. Bytes then flow raw through the channel's streams.
     *
     * @param protocol value of the {@code Upgrade} header
     */
    HttpUpgrade upgrade(String protocol);
}
