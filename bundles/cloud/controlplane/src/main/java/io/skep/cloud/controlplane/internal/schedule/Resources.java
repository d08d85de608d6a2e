package io.skep.cloud.controlplane.internal.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Amounts by resource name: {@code cpu}, {@code memory}, {@code ephemeral-storage}, {@code pods} and others. Immutable. */
record Resources(Map<String, BigDecimal> amounts) {

    static final Resources NONE = new Resources(Map.of());

    Resources {
        amounts = Map.copyOf(amounts);
    }

    static Resources read(JsonNode list) {
        Map<String, BigDecimal> amounts = new HashMap<>();
        list.properties().forEach(entry -> amounts.put(entry.getKey(), Quantity.parse(entry.getValue())));
        return new Resources(amounts);
    }

    BigDecimal get(String name) {
        return amounts.getOrDefault(name, BigDecimal.ZERO);
    }

    Resources plus(Resources other) {
        Map<String, BigDecimal> sum = new TreeMap<>(amounts);
        other.amounts.forEach((name, amount) -> sum.merge(name, amount, BigDecimal::add));
        return new Resources(sum);
    }

    /** The larger amount of each. */
    Resources max(Resources other) {
        Map<String, BigDecimal> larger = new TreeMap<>(amounts);
        other.amounts.forEach((name, amount) -> larger.merge(name, amount, BigDecimal::max));
        return new Resources(larger);
    }

    /**
     * What a pod requests: the sum of its containers or its largest init container, whichever is more, the overhead, and one place.
     *
     * @param overhead what the runtime itself takes
     */
    static Resources ofPod(JsonNode pod, JsonNode overhead) {
        Resources sum = NONE;
        for (JsonNode container : pod.path("spec").path("containers")) {
            sum = sum.plus(requests(container));
        }
        for (JsonNode container : pod.path("spec").path("initContainers")) {
            sum = sum.max(requests(container));
        }
        return sum.plus(read(overhead)).plus(new Resources(Map.of("pods", BigDecimal.ONE)));
    }

    private static Resources requests(JsonNode container) {
        JsonNode resources = container.path("resources");
        Map<String, BigDecimal> amounts =
                new HashMap<>(read(resources.path("limits")).amounts());
        amounts.putAll(read(resources.path("requests")).amounts());
        return new Resources(amounts);
    }
}
