package io.skep.beehive.deploy.internal.feature;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What a command is going to do, decided as a whole before anything is touched.
 *
 * @param command such as {@code installed}: what the features are when all is done
 * @param names the features that the command is about, for people
 * @param after what is installed when all is done, with where new jars come from
 * @param foreign names of those of them that are not the distribution's
 * @param steps changes of bundles
 */
record FeaturePlan(String command, List<String> names, List<Offer> after, Set<String> foreign, List<Step> steps) {

    /** What happens to a bundle. */
    enum Kind {
        INSTALL,
        UPDATE,
        UNINSTALL
    }

    /**
     * One change.
     *
     * @param offer the feature that the bundle comes from
     * @param entry the bundle as it will be; for {@code UNINSTALL}, as it is
     */
    record Step(Kind kind, Offer offer, Feature.Entry entry) {

        String location() {
            return entry.location();
        }
    }

    /** The steps of one kind, in start order; what goes, in reverse. */
    List<Step> steps(Kind kind) {
        List<Step> found = new ArrayList<>(
                steps.stream().filter(step -> step.kind() == kind).toList());
        found.sort(Comparator.comparing(step -> step.entry().startOrder()));
        return kind == Kind.UNINSTALL ? found.reversed() : found;
    }

    /** The subject of a sentence: {@code feature demo was}, {@code features demo, echo were}. */
    String subject() {
        return (names.size() == 1 ? "feature " : "features ")
                + String.join(", ", names)
                + (names.size() == 1 ? " was" : " were");
    }

    boolean changesNothing() {
        return steps.isEmpty();
    }
}
