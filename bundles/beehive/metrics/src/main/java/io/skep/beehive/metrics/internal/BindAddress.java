package io.skep.beehive.metrics.internal;

import io.skep.beehive.api.SkepException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen, written as Go does: {@code 127.0.0.1:9091}, {@code [::1]:9091}, {@code :9091} for every address.
 *
 * @param host address without brackets
 * @param port 0 for any free one
 */
record BindAddress(String host, int port) {

    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^\\s:/\\[\\]]*):(\\d{1,5})");
    private static final int LAST_PORT = 65_535;

    /**
     * Reads it.
     *
     * @throws SkepException SKEP-299
     */
    static BindAddress parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > LAST_PORT) {
            throw new SkepException(
                    MetricsError.BAD_ADDRESS, "The monitor's bindAddress '" + text + "' is no address.");
        }
        String host = matcher.group(1).replaceAll("[\\[\\]]", "");
        return new BindAddress(host.isEmpty() ? "0.0.0.0" : host, Integer.parseInt(matcher.group(2)));
    }

    /** Whether only this machine can reach it. */
    boolean isLoopback() {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    /** As it is written in a URL, with the port that was bound. */
    String at(int bound) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + bound;
    }
}
