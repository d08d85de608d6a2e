package io.skep.common.config.internal;

import io.skep.beehive.api.ErrorCode;
import java.util.List;
import java.util.Map;

/**
 * What a file says: the configurations of the sections that are on, and what an operator should know.
 *
 * @param byPid properties of each configuration; a PID of the kind that is absent here is switched off
 */
record Configurations(ComponentKind kind, Map<String, Map<String, Object>> byPid, List<Notice> notices) {

    /** A warning with its code. */
    record Notice(ErrorCode code, String sentence) {
        String line() {
            return code.code() + " " + sentence + " " + code.next();
        }
    }
}
