package io.skep.beehive.runtime.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The modules of the feature set, from the framework property {@link io.skep.beehive.api.Bus#KNOWN_MODULES}. */
final class KnownModules {

    private static final Logger LOG = LoggerFactory.getLogger(KnownModules.class);

    private KnownModules() {}

    /** Name to group, in the order given; an entry that is not {@code name/group} is left out with a warning. */
    static Map<String, String> parse(String property) {
        Map<String, String> known = new LinkedHashMap<>();
        if (property == null) {
            return known;
        }
        for (String entry : property.split(",")) {
            String[] parts = entry.strip().split("/", -1);
            if (parts.length == 2 && !parts[0].isBlank() && !parts[1].isBlank()) {
                known.put(parts[0].strip(), parts[1].strip());
            } else if (!entry.isBlank()) {
                LOG.warn("entry ignored in framework property skep.modules: {} is not name/group", entry.strip());
            }
        }
        return known;
    }
}
