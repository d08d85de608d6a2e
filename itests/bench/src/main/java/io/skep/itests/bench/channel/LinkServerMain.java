package io.skep.itests.bench.channel;

import io.skep.common.transport.LinkServer;
import io.skep.common.transport.internal.NettyLinks;
import java.nio.file.Path;

/** The server process of {@link LinkBench}: prints its port, and ends with its input. */
final class LinkServerMain {

    private LinkServerMain() {}

    public static void main(String[] arguments) throws Exception {
        try (LinkServer server = new LinkEnds(Path.of(arguments[0])).listen(new NettyLinks())) {
            System.out.println(server.port());
            while (System.in.read() >= 0) {
                continue;
            }
        }
        System.exit(0);
    }
}
