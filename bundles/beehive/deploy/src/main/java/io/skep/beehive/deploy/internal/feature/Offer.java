package io.skep.beehive.deploy.internal.feature;

import java.io.IOException;
import java.io.InputStream;

/**
 * A feature that can be installed.
 *
 * @param jars where its jars come from
 * @param shipped whether it is one of the distribution, which is there at the next start too
 */
record Offer(Feature feature, Jars jars, boolean shipped) {

    /** Gives the jars of a feature. */
    interface Jars {

        InputStream open(Feature.Entry entry) throws IOException;
    }

    String name() {
        return feature.name();
    }
}
