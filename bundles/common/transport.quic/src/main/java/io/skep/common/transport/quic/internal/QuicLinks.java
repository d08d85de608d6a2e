package io.skep.common.transport.quic.internal;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.Links;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Links by QUIC, on event loops whose threads start with the first socket. A delayed component: while no hub asks for the service, no class of this bundle and none
 * of Netty's QUIC is loaded.
 */
@Component(property = Links.LANE + "=quic")
public final class QuicLinks implements Links {

    private static final int LOOPS = 2;
    private static final long CLOSE_MS = 1500;

    private final EventLoopGroup loops;
    private final Set<QuicLinkServer> servers = ConcurrentHashMap.newKeySet();
    private final Set<QuicLink> dialled = ConcurrentHashMap.newKeySet();

    @Activate
    public QuicLinks() {
        this.loops = new MultiThreadIoEventLoopGroup(
                LOOPS, new DefaultThreadFactory("skep-quic", true), NioIoHandler.newFactory());
    }

    @Override
    public LinkServer listen(LinkServerOptions options, LinkHandler handler) {
        Endpoints.requireLibrary();
        QuicLinkServer server = QuicLinkServer.open(loops, options, handler, servers::remove);
        servers.add(server);
        return server;
    }

    @Override
    public Link connect(LinkClientOptions options, LinkHandler handler) throws InterruptedException {
        Endpoints.requireLibrary();
        QuicLink link = new QuicDial(options, handler).connect(loops);
        dialled.add(link);
        link.whenClosed(() -> dialled.remove(link));
        return link;
    }

    @Deactivate
    void close() {
        servers.forEach(QuicLinkServer::close);
        dialled.forEach(QuicLink::close);
        dialled.forEach(link -> link.awaitClosed(CLOSE_MS));
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
