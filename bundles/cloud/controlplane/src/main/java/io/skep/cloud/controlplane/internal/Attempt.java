package io.skep.cloud.controlplane.internal;

import io.skep.cloud.kube.KubeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes one object of many, so that one that cannot be changed does not keep the others from their turn. */
public final class Attempt {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private Attempt() {}

    /**
     * Makes the call; true when it succeeded. An object that is gone or was changed meanwhile is for the next pass, any other refusal is logged; only an
     * outage is thrown on.
     *
     * @param what for the log, e.g. {@code binding of pod default/p}
     */
    public static boolean made(String what, Runnable call) {
        try {
            call.run();
            return true;
        } catch (KubeException e) {
            if (e.isOutage()) {
                throw e;
            }
            if (!e.isNotFound() && e.httpCode() != 409) {
                LOG.warn("{} is left out: {}", what, e.line());
            }
            return false;
        }
    }
}
