package io.skep.beehive.socket.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** How the unix sockets read what the other side tells of its modules. */
public final class SocketDoor {

    private SocketDoor() {}

    /** The group of each module. */
    public static Map<String, String> groups(JsonNode content) {
        return Exchange.parse(content).groups();
    }

    /** The same, written and read again. */
    public static Map<String, String> again(JsonNode content) {
        return Exchange.parse(Exchange.parse(content).tree()).groups();
    }

    public static boolean isName(String name) {
        return ModuleNames.isValid(name);
    }
}
