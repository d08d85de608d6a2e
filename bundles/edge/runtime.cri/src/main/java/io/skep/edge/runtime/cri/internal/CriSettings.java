package io.skep.edge.runtime.cri.internal;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration, read.
 *
 * @param node name of this node
 * @param limit for a call
 */
record CriSettings(String node, Endpoint runtime, Endpoint images, Duration limit) {

    private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(2);
    private static final Pattern PART = Pattern.compile("(\\d{1,6})(h|ms|m|s)");

    static CriSettings of(CriConfig config) {
        Endpoint runtime = new Endpoint(config.remoteRuntimeEndpoint().strip());
        String images = config.remoteImageEndpoint().strip();
        return new CriSettings(
                config.hostnameOverride(),
                runtime,
                images.isEmpty() || runtime.isEmpty() ? runtime : new Endpoint(images),
                limit(config.tailoredKubeletConfig_runtimeRequestTimeout()));
    }

    /** In Go's notation; what cannot be read or is nothing means the default, as in kubelet. */
    static Duration limit(String text) {
        Matcher part = PART.matcher(text.strip());
        Duration sum = Duration.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            long amount = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "h" -> Duration.ofHours(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        default -> Duration.ofMillis(amount);
                    });
            end = part.end();
        }
        return end != text.strip().length() || sum.isZero() ? DEFAULT_LIMIT : sum;
    }
}
