package io.skep.common.transport.internal;

import io.skep.common.transport.Links;
import io.skep.common.transport.contract.LinkFixture;

/** Both ends of the WebSocket lane. */
abstract class WebSocketFixture extends LinkFixture {

    @Override
    protected Links open() {
        return new NettyLinks(false);
    }

    @Override
    protected void close(Links opened) {
        ((NettyLinks) opened).close();
    }
}
