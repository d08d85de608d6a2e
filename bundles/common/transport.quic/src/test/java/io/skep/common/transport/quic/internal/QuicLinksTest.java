package io.skep.common.transport.quic.internal;

import io.skep.common.transport.Links;
import io.skep.common.transport.contract.LinkContract;

class QuicLinksTest extends LinkContract {

    @Override
    protected Links open() {
        return new QuicLinks();
    }

    @Override
    protected void close(Links opened) {
        ((QuicLinks) opened).close();
    }

    @Override
    protected String way() {
        return " by QUIC";
    }
}
