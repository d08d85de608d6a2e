package io.skep.itests.process;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an edge's hub says of its link.
 *
 * @param connected whether there is one
 * @param since since when that is so, to the second
 * @param connects how many there have been
 */
record HubStatus(boolean connected, Instant since, long connects, long sent, long received) {

    /** Asks. */
    static HubStatus of(Shells shells, String edge) {
        String text = shells.ok(edge, "edgehub:status");
        return new HubStatus(
                word(text, "state").equals("connected"),
                Instant.parse(word(text, "since")),
                Long.parseLong(word(text, "connects")),
                Long.parseLong(word(text, "sent")),
                Long.parseLong(word(text, "received")));
    }

    private static String word(String text, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + " +(\\S.*?)\\s*$").matcher(text);
        if (!line.find()) {
            throw new AssertionError("no " + name + " in\n" + text);
        }
        return line.group(1);
    }
}
