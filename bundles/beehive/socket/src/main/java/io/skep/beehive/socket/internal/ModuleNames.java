package io.skep.beehive.socket.internal;

import java.util.regex.Pattern;

/** Names that a module or a group of another process may have. */
final class ModuleNames {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private ModuleNames() {}

    static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }
}
