package io.skep.common.transport.internal;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.skep.common.net.FormerStacks;
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

/** Links on one small group of event loops, whose threads start with the first connection. */
@Component(property = Links.LANE + "=websocket")
public final class NettyLinks implements Links {

    private static final int MAX_LOOPS = 8;

    private final boolean noNative;
    private final EventLoopGroup loops;
    private final Set<AutoCloseableLink> open = ConcurrentHashMap.newKeySet();

    @Activate
    public NettyLinks() {
        this(Boolean.getBoolean("skep.link.jdkTls"));
    }

    /** @param noNative TLS by the JDK even where BoringSSL is installed */
    NettyLinks(boolean noNative) {
        this.noNative = noNative;
        int threads = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
        FormerStacks.forget();
        this.loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("skep-link", true), NioIoHandler.newFactory());
    }

    @Override
    public LinkServer listen(LinkServerOptions options, LinkHandler handler) {
        NettyLinkServer server = NettyLinkServer.open(loops, noNative, options, handler, open::remove);
        open.add(server);
        return server;
    }

    @Override
    public Link connect(LinkClientOptions options, LinkHandler handler) throws InterruptedException {
        WebSocketLink link = new Dial(noNative, options, handler).connect(loops);
        open.add(link);
        link.whenClosed(() -> open.remove(link));
        return link;
    }

    @Deactivate
    void close() {
        open.forEach(AutoCloseableLink::close);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
