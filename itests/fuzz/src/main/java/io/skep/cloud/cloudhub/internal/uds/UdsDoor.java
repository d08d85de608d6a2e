package io.skep.cloud.cloudhub.internal.uds;

import io.skep.beehive.api.Message;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** How the hub's unix socket reads the request of a driver. */
public final class UdsDoor {

    private UdsDoor() {}

    public static Message read(ReadableByteChannel channel) throws IOException {
        return RequestReader.read(channel);
    }
}
