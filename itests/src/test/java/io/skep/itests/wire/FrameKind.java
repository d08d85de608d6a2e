package io.skep.itests.wire;

import io.skep.beehive.api.Message;
import java.util.Optional;

/**
 * What frames of one sort have in common, as docs/protocol/wire-coverage.md lists them.
 *
 * @param resource with NS, NAME and ID in the place of names, TOPIC for what eventbus carries
 */
public record FrameKind(boolean fromEdge, String source, String operation, String resource) {

    /** The kind of a recorded frame. */
    public static FrameKind of(Recording.Entry entry) {
        Message message = entry.message();
        return new FrameKind(entry.fromEdge(), message.source(), message.operation(), resource(message));
    }

    private static String resource(Message message) {
        String[] parts = message.resource().split("/", -1);
        if (message.group().equals("user")) {
            return message.source().equals("bus") || message.operation().equals("publish") ? "TOPIC" : "NS/TOPIC";
        }
        if (parts[0].equals("device")) {
            parts[1] = "ID";
        } else if (parts.length == 3 && !parts[0].equals("ignore")) {
            parts[0] = "NS";
            parts[2] = "NAME";
        }
        return String.join("/", parts);
    }

    /** The module that is not built and would have taken the frame; empty when one of ours takes it. */
    public Optional<String> missing() {
        return switch (source) {
            case "twin" -> Optional.of("devicecontroller");
            case "metaserver" -> Optional.of("dynamiccontroller");
            case "bus" -> Optional.of("router");
            case "devicecontroller" -> fromEdge ? Optional.empty() : Optional.of("devicetwin");
            case "dynamiccontroller" ->
                operation.equals("applicationResponse") ? Optional.of("metaserver") : Optional.empty();
            case "router_eventbus" -> Optional.of("eventbus");
            default -> Optional.empty();
        };
    }

    /** The line of the table of frames without a module, up to what happens to them. */
    public String row() {
        return "| " + (fromEdge ? "up" : "down") + " | " + source + " | " + operation + " | `" + resource + "` | "
                + missing().orElse("-") + " |";
    }
}
