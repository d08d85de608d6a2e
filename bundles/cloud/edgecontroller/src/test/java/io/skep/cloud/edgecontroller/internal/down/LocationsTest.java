package io.skep.cloud.edgecontroller.internal.down;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.cloud.edgecontroller.internal.down.References.Reference;
import io.skep.common.model.Json;
import org.junit.jupiter.api.Test;

class LocationsTest {

    private final Locations locations = new Locations();

    @Test
    void knowsThePodsOfANode() throws Exception {
        locations.learn(pod("u1", "n1", "c"));
        locations.learn(pod("u2", "n2", "c"));
        assertThat(locations.pods("n1")).containsExactly(new Locations.PodName("d", "u1"));

        locations.learn(pod("u1", "n2", "c"));
        locations.forget(pod("u2", "n2", "c"));

        assertThat(locations.pods("n1")).isEmpty();
        assertThat(locations.pods("n2")).containsExactly(new Locations.PodName("d", "u1"));
    }

    @Test
    void findsEveryKindOfReference() throws Exception {
        JsonNode pod = Json.parse("""
                {"metadata":{"uid":"u","namespace":"d"},"spec":{"nodeName":"n",
                 "volumes":[{"configMap":{"name":"c1"}},{"secret":{"secretName":"s1"}},
                  {"projected":{"sources":[{"configMap":{"name":"c2"}},{"secret":{"name":"s2"}},{"serviceAccountToken":{}}]}},
                  {"csi":{"nodePublishSecretRef":{"name":"s3"}}}],
                 "containers":[{"envFrom":[{"configMapRef":{"name":"c3"}},{"secretRef":{"name":"s4"}}],
                  "env":[{"valueFrom":{"configMapKeyRef":{"name":"c4"}}},{"valueFrom":{"secretKeyRef":{"name":"s5"}}},{"value":"x"}]}],
                 "initContainers":[{"envFrom":[{"configMapRef":{"name":"c5"}}]}],
                 "ephemeralContainers":[{"envFrom":[{"configMapRef":{"name":"c6"}}]}],
                 "imagePullSecrets":[{"name":"s6"}]}}
                """);

        assertThat(References.of(pod))
                .extracting(Reference::name)
                .containsExactlyInAnyOrder("c1", "c2", "c3", "c4", "c5", "c6", "s1", "s2", "s3", "s4", "s5", "s6");
        assertThat(References.of(pod)).extracting(Reference::namespace).containsOnly("d");
    }

    @Test
    void knowsANodeAsLongAsAPodOnItRefers() throws Exception {
        Reference map = new Reference("configmap", "d", "c");
        locations.learn(pod("u1", "n1", "c"));
        locations.learn(pod("u2", "n1", "c"));
        locations.learn(pod("u3", "n2", "c"));
        assertThat(locations.nodes(map)).containsExactlyInAnyOrder("n1", "n2");

        locations.forget(pod("u1", "n1", "c"));
        locations.forget(pod("u3", "n2", "c"));
        assertThat(locations.nodes(map)).containsExactly("n1");

        locations.learn(pod("u2", "n1", "other"));
        assertThat(locations.nodes(map)).isEmpty();
    }

    @Test
    void ignoresPodsThatAreNotBound() throws Exception {
        locations.learn(pod("u", "", "c"));

        assertThat(locations.nodes(new Reference("configmap", "d", "c"))).isEmpty();
    }

    private static JsonNode pod(String uid, String node, String map) throws Exception {
        return Json.parse("{\"metadata\":{\"uid\":\"" + uid + "\",\"name\":\"" + uid
                + "\",\"namespace\":\"d\"},\"spec\":{\"nodeName\":\"" + node
                + "\",\"volumes\":[{\"configMap\":{\"name\":\"" + map + "\"}}]}}");
    }
}
