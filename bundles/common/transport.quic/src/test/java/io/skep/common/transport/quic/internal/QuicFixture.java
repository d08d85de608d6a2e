package io.skep.common.transport.quic.internal;

import io.skep.common.transport.Links;
import io.skep.common.transport.contract.LinkFixture;

/** Both ends of the QUIC lane. */
abstract class QuicFixture extends LinkFixture {

    @Override
    protected Links open() {
        return new QuicLinks();
    }

    @Override
    protected void close(Links opened) {
        ((QuicLinks) opened).close();
    }
}
