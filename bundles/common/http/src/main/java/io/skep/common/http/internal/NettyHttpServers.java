package io.skep.common.http.internal;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.skep.common.http.HttpDirect;
import io.skep.common.http.HttpHandler;
import io.skep.common.http.HttpServer;
import io.skep.common.http.HttpServerOptions;
import io.skep.common.http.HttpServers;
import io.skep.common.net.FormerStacks;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Servers on one small group of event loops, whose threads start with the first connection. */
@Component
public final class NettyHttpServers implements HttpServers {

    private static final int MAX_LOOPS = 4;

    private final EventLoopGroup loops;
    private final Set<NettyHttpServer> open = ConcurrentHashMap.newKeySet();

    @Activate
    public NettyHttpServers() {
        int threads = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
        FormerStacks.forget();
        this.loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("skep-http", true), NioIoHandler.newFactory());
    }

    @Override
    public HttpServer open(HttpServerOptions options, HttpHandler handler) {
        NettyHttpServer server = NettyHttpServer.open(loops, options, handler, open::remove);
        open.add(server);
        return server;
    }

    @Override
    public Optional<HttpDirect> findDirect(String host, int port) {
        return open.stream()
                .filter(server -> !server.isClosed()
                        && server.port() == port
                        && server.options().host().equals(host))
                .map(NettyHttpServer::direct)
                .findFirst();
    }

    @Deactivate
    void close() {
        open.forEach(NettyHttpServer::close);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
