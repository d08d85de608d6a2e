package io.skep.beehive.deploy.internal.feature;

import java.util.List;
import java.util.Optional;

/**
 * A named list of bundles, as its file has it (docs/features.md).
 *
 * @param name name of the file without {@code .json}
 * @param id {@code group:name:version}
 * @param title what it is for, in a few words
 * @param requires names of the features that must be there too
 * @param bundles in the order of the file
 * @param modules Beehive modules of the bundles, {@code name/group}
 * @param text the file
 */
record Feature(
        String name,
        String id,
        String title,
        List<String> requires,
        List<Entry> bundles,
        List<String> modules,
        String text) {

    /**
     * One bundle of a feature.
     *
     * @param id {@code group:artifact:version}, or {@code group:artifact:jar:classifier:version}
     * @param startOrder start level, 1 to 9
     * @param file name of the jar
     * @param sha256 digest of the jar in lower-case hex digits
     */
    record Entry(String id, int startOrder, String file, String sha256) {

        private static final String LOCATION = "feature:";

        /** The bundle's location in the framework: without the version, so that a newer one is an update of the same bundle. */
        String location() {
            String[] words = id.split(":");
            String artifact = LOCATION + words[0] + ":" + words[1];
            return words.length > 3 ? artifact + ":" + words[3] : artifact;
        }

        String artifact() {
            return id.split(":")[1];
        }

        String version() {
            return id.substring(id.lastIndexOf(':') + 1);
        }
    }

    /** The version of the feature; empty if its id has none. */
    String version() {
        String[] words = id.split(":");
        return words.length > 2 ? words[words.length - 1] : "";
    }

    Optional<Entry> findBundle(String location) {
        return bundles.stream()
                .filter(entry -> entry.location().equals(location))
                .findFirst();
    }
}
