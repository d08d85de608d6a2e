package io.skep.common.transport.quic.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.transport.LinkError;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Where to dial: {@code host:port}, an IPv6 address in brackets. */
record ServerAddress(String host, int port) {

    /** @throws SkepException SKEP-503 when the text is no such address */
    static ServerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String host = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        String digits = text.substring(colon + 1);
        int port = colon >= 0 && digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new SkepException(
                    LinkError.UNREACHABLE, "The edge cannot dial '" + text + "' because it is no host:port.");
        }
        return new ServerAddress(host, port);
    }

    InetSocketAddress resolve() throws UnknownHostException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("the host name is unknown");
        }
        return address;
    }
}
