package io.skep.beehive.metrics.internal;

import io.skep.beehive.metrics.internal.Family.Builder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Values that other bundles offer as services, so that nobody needs a class of this bundle. */
final class OfferedMetrics implements MetricSource {

    /** Service property with the metric's name; of a counter without {@code _total}. */
    static final String NAME = "skep.metric";

    /** Service property with one sentence. */
    static final String HELP = "skep.metric.help";

    /** Service property: {@code gauge}, which is meant without it, or {@code counter}. */
    static final String TYPE = "skep.metric.type";

    private static final Logger LOG = LoggerFactory.getLogger(OfferedMetrics.class);
    private static final Pattern NAMES = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

    private final Map<LongSupplier, Offer> offers = new ConcurrentHashMap<>();

    private record Offer(String name, String help, boolean counter) {}

    void add(LongSupplier value, Map<String, Object> properties) {
        String name = String.valueOf(properties.get(NAME));
        if (!NAMES.matcher(name).matches()) {
            LOG.warn("the offered metric '{}' has no name that Prometheus takes and is left out", name);
            return;
        }
        boolean counter = "counter".equals(properties.get(TYPE));
        offers.put(value, new Offer(name, String.valueOf(properties.getOrDefault(HELP, "")), counter));
    }

    void remove(LongSupplier value) {
        offers.remove(value);
    }

    @Override
    public List<Family> families() {
        List<Map.Entry<LongSupplier, Offer>> sorted = new ArrayList<>(offers.entrySet());
        sorted.sort(Comparator.comparing(entry -> entry.getValue().name()));
        List<Family> families = new ArrayList<>();
        String last = "";
        for (Map.Entry<LongSupplier, Offer> entry : sorted) {
            Offer offer = entry.getValue();
            if (!offer.name().equals(last)) {
                last = offer.name();
                families.add(ask(entry.getKey(), offer));
            }
        }
        return families;
    }

    private static Family ask(LongSupplier value, Offer offer) {
        Builder family =
                offer.counter() ? Family.counter(offer.name(), offer.help()) : Family.gauge(offer.name(), offer.help());
        try {
            family.add(value.getAsLong());
        } catch (RuntimeException e) {
            // whatever it is, it is another bundle's: the other metrics are told all the same
            LOG.warn("the offered metric {} is left out", offer.name(), e);
        }
        return family.build();
    }
}
