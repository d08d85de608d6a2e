package io.skep.edge.edgehub.internal;

import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.Links;
import io.skep.common.transport.spi.OptionalLane;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Dials by the lane that the configuration names. */
final class Lanes implements Links {

    private final Links webSocket;
    private final BundleContext bundles;
    private final OptionalLane quic = new OptionalLane();
    private volatile boolean byWebSocket = true;

    /** @param bundles where the QUIC lane is fetched; not used before it is offered */
    Lanes(Links webSocket, BundleContext bundles) {
        this.webSocket = webSocket;
        this.bundles = bundles;
    }

    /** From the next dial on. */
    void choose(HubSettings settings) {
        byWebSocket = settings.webSocket();
        if (byWebSocket) {
            quic.release();
        }
    }

    void offer(ServiceReference<Links> reference) {
        quic.offer(reference, () -> bundles.getService(reference), () -> bundles.ungetService(reference));
    }

    void withdraw(ServiceReference<Links> reference) {
        quic.withdraw(reference);
    }

    @Override
    public Link connect(LinkClientOptions options, LinkHandler handler) throws InterruptedException {
        return (byWebSocket ? webSocket : quic.get()).connect(options, handler);
    }

    @Override
    public LinkServer listen(LinkServerOptions options, LinkHandler handler) {
        throw new UnsupportedOperationException("the edge only dials");
    }
}
