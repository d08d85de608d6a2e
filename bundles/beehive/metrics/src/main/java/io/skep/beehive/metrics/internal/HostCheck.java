package io.skep.beehive.metrics.internal;

import java.util.regex.Pattern;

/**
 * Keeps web pages out: a page whose own name was made to point at this machine names itself in the Host header, while programs of this machine
 * name an address or localhost.
 */
final class HostCheck {

    private static final Pattern HERE =
            Pattern.compile("(localhost|\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?");

    private final boolean named;

    /** @param address where the server listens; one that others reach may be called by any name */
    HostCheck(BindAddress address) {
        this.named = !address.isLoopback();
    }

    boolean allows(String host) {
        return named || HERE.matcher(host).matches();
    }
}
