package io.skep.cloud.cloudhub.fake;

import io.skep.common.transport.Link;
import io.skep.common.transport.LinkClientOptions;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkServer;
import io.skep.common.transport.LinkServerOptions;
import io.skep.common.transport.Links;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A transport without sockets. */
public final class FakeLinks implements Links {

    private final List<FakeLink> links = new CopyOnWriteArrayList<>();
    private volatile LinkHandler handler;
    private volatile boolean acknowledging;

    /** Edges that connect from now on acknowledge everything from the first message. */
    public void acknowledging(boolean on) {
        acknowledging = on;
    }

    /** True while the hub listens. */
    public boolean isListening() {
        return handler != null;
    }

    /** An edge connects. */
    public FakeLink connect(String node, Optional<X509Certificate> certificate) {
        FakeLink link = new FakeLink(node, certificate, handler, acknowledging);
        links.add(link);
        return link;
    }

    @Override
    public LinkServer listen(LinkServerOptions options, LinkHandler hub) {
        handler = hub;
        return new LinkServer() {
            @Override
            public int port() {
                return 10000;
            }

            @Override
            public void close() {
                handler = null;
                links.forEach(FakeLink::close);
            }
        };
    }

    @Override
    public Link connect(LinkClientOptions options, LinkHandler edge) {
        throw new UnsupportedOperationException("the cloud does not dial");
    }
}
