package io.skep.cloud.cloudhub.internal;

import io.skep.cloud.cloudhub.internal.session.Counts;
import io.skep.cloud.cloudhub.internal.session.Counts.Refusal;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.function.LongSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The hub's figures for beehive.metrics, all prefixed {@code skep_cloudhub_}. */
@Component(service = HubFigures.class, immediate = true)
public final class HubFigures {

    private static final String PREFIX = "skep_cloudhub_";

    private final List<ServiceRegistration<LongSupplier>> offers = new ArrayList<>();

    /** One figure. */
    record Figure(String name, String type, String help, LongSupplier value) {}

    @Activate
    public HubFigures(BundleContext bundle, @Reference CloudHubModule hub) {
        for (Figure figure : figures(hub)) {
            Hashtable<String, Object> properties = new Hashtable<>();
            properties.put("skep.metric", PREFIX + figure.name);
            properties.put("skep.metric.type", figure.type);
            properties.put("skep.metric.help", figure.help);
            offers.add(bundle.registerService(LongSupplier.class, figure.value, properties));
        }
    }

    static List<Figure> figures(CloudHubModule hub) {
        Counts counts = hub.counts();
        return List.of(
                gauge(
                        "messages_in_flight",
                        "Reliable messages sent and not acknowledged yet.",
                        () -> hub.measure(Hub::inFlight)),
                gauge(
                        "records_waiting",
                        "Records of deliveries that wait to be written to the API.",
                        () -> hub.measure(Hub::recordsWaiting)),
                gauge(
                        "admission_queue",
                        "Edges that are being let in or wait for it.",
                        () -> hub.measure(Hub::admissionQueue)),
                counter(
                        "messages_resent",
                        "Messages written again because no acknowledgement had come.",
                        counts::resent),
                counter(
                        "messages_superseded",
                        "Messages given up for a newer one about their object.",
                        counts::superseded),
                counter("messages_postponed", "Messages left to synccontroller by a full queue.", counts::postponed),
                refused("identity", Refusal.IDENTITY, counts),
                refused("node_limit", Refusal.NODE_LIMIT, counts),
                refused("busy", Refusal.BUSY, counts));
    }

    private static Figure gauge(String name, String help, LongSupplier value) {
        return new Figure(name, "gauge", help, value);
    }

    private static Figure counter(String name, String help, LongSupplier value) {
        return new Figure(name, "counter", help, value);
    }

    private static Figure refused(String word, Refusal reason, Counts counts) {
        return counter("refused_" + word, "Connections refused, reason " + word + ".", () -> counts.refusals(reason));
    }

    @Deactivate
    void close() {
        offers.forEach(ServiceRegistration::unregister);
    }
}
