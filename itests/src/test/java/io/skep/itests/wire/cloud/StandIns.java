package io.skep.itests.wire.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.model.ResourcePath;

/** In the place of the cloud's modules that are not built: they get what the hub carries up, and say what the recorded ones said. */
final class StandIns {

    private final String node;
    private final Probe devices;
    private final Probe dynamic;
    private final Probe router;

    StandIns(TestBus bus, String node) {
        this.node = node;
        this.devices = bus.probe("devicecontroller", "devicecontroller");
        this.dynamic = bus.probe("dynamiccontroller", "dynamiccontroller");
        this.router = bus.probe("router", "router");
    }

    /** True for a request that the hub hands to one of them. */
    boolean areAsked(Message request) {
        return request.source().equals("twin") || request.source().equals("metaserver") || isUpload(request);
    }

    private static boolean isUpload(Message request) {
        return request.operation().equals("upload") && request.group().equals("user");
    }

    /** Waits until the right one has the request, with the node before its resource and nothing else changed. */
    void take(Message request) {
        Probe asked = isUpload(request) ? router : request.source().equals("twin") ? devices : dynamic;
        Message taken = asked.next(message -> message.id().equals(request.id()));
        assertThat(taken.resource()).isEqualTo("node/" + node + "/" + request.resource());
        assertThat(taken.operation()).isEqualTo(request.operation());
        assertThat(taken.group()).isEqualTo(request.group());
        assertThat(taken.content()).isEqualTo(request.content());
    }

    /** True for a message that one of them sends. */
    static boolean send(Message recorded) {
        return recorded.source().equals("devicecontroller")
                || recorded.source().equals("dynamiccontroller")
                || recorded.source().startsWith("router_");
    }

    /** Sends what the recorded module sent, in the form that it has inside the cloud. */
    void say(Message recorded) {
        devices.send("cloudhub", recorded.withResource(ResourcePath.prefix(node, recorded.resource())));
    }
}
