package io.skep.edge.runtime.osgi.internal;

import java.util.Optional;

/** The location of a bundle that runs as a container: {@code pod:<uid>/<container>}. */
record PodLocation(String uid, String container) {

    private static final String PREFIX = "pod:";

    static Optional<PodLocation> parse(String location) {
        int slash = location.indexOf('/');
        return location.startsWith(PREFIX) && slash > PREFIX.length() && slash + 1 < location.length()
                ? Optional.of(
                        new PodLocation(location.substring(PREFIX.length(), slash), location.substring(slash + 1)))
                : Optional.empty();
    }

    /** Name of the logger above all loggers of this container; the launcher names them so. */
    String logger() {
        return "skep.pod." + uid + "." + container;
    }

    @Override
    public String toString() {
        return PREFIX + uid + "/" + container;
    }
}
