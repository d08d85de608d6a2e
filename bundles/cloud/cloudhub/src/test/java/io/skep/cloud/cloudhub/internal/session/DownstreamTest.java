package io.skep.cloud.cloudhub.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.common.model.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownstreamTest {

    @ParameterizedTest
    @CsvSource({
        "edgecontroller, resource, insert, node/n/default/pod/p, 7, Acked",
        "edgecontroller, resource, insert, node/n/default/pod/p, '', Refused",
        "edgecontroller, resource, delete, node/n/default/pod/p, '', Acked",
        "edgecontroller, twin, insert, node/n/default/pod/p, 7, Refused",
        "edgecontroller, resource, response, node/n/default/pod/p, 7, Once",
        "edgecontroller, resource, response, node/n/default/configmap/c, 7, Acked",
        "edgecontroller, resource, response, node/n/default/node/n, 7, Once",
        "edgecontroller, resource, response, node/n/default/podpatch/p, 7, Once",
        "edgecontroller, resource, response, node/n/default/serviceaccounttoken/s, 7, Once",
        "devicecontroller, twin, update, node/n/membership, '', Once",
        "router_eventbus, user, publish, node/n/topic, '', Once",
        "dynamiccontroller, resource, applicationResponse, node/n/ignore/Application/ignore, '', Once",
        "cloudhub, resource, createvolume, node/n/default/volume/v, '', Once",
        "edgecontroller, resource, delete, node/n/namespace/node/n, '', NodeGone",
    })
    void knowsHowEachMessageIsSent(
            String source, String group, String operation, String resource, String version, String expected)
            throws Exception {
        Message message = Message.of(source, group, operation, resource, Json.parse("{\"metadata\":{\"uid\":\"u\"}}"))
                .withResourceVersion(version);

        assertThat(Downstream.parse(message).orElseThrow().getClass().getSimpleName())
                .isEqualTo(expected);
    }

    @Test
    void errorAnswersAreSentOnce() throws Exception {
        Message message = Message.of(
                "edgecontroller",
                "resource",
                "response",
                "node/n/default/configmap/c",
                Json.parse("{\"ErrStatus\":{\"code\":404}}"));

        assertThat(Downstream.parse(message)).containsInstanceOf(Downstream.Once.class);
    }

    @Test
    void answersAreKeptByTheirIdAndPushesByTheObject() throws Exception {
        Message push = Message.of(
                        "edgecontroller",
                        "resource",
                        "update",
                        "node/n/default/configmap/c",
                        Json.parse("{\"metadata\":{\"uid\":\"u\"}}"))
                .withResourceVersion("9");

        assertThat(((Downstream.Acked) Downstream.parse(push).orElseThrow()).key())
                .isEqualTo("u");
        assertThat(((Downstream.Acked)
                                Downstream.parse(push.withOperation("response")).orElseThrow())
                        .key())
                .isEqualTo("answer/" + push.id());
    }

    @Test
    void messageWithoutANodeIsNobodys() {
        assertThat(Downstream.parse(Message.of("x", "resource", "update", "rule/r", null)))
                .isEmpty();
    }
}
