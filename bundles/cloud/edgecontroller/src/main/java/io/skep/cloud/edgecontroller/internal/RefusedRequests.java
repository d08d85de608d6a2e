package io.skep.cloud.edgecontroller.internal;

import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What edges asked for and is not theirs, offered to beehive.metrics. */
@Component(
        property = {
            "skep.metric=skep_edgecontroller_refused",
            "skep.metric.type=counter",
            "skep.metric.help=Requests of edges for what is not theirs."
        })
public final class RefusedRequests implements LongSupplier {

    private final EdgeControllerModule controller;

    @Activate
    public RefusedRequests(@Reference EdgeControllerModule controller) {
        this.controller = controller;
    }

    @Override
    public long getAsLong() {
        return controller.refused().count();
    }
}
