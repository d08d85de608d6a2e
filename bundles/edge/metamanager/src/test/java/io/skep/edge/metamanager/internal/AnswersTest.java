package io.skep.edge.metamanager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.common.model.Json;
import io.skep.common.model.ResourcePath;
import io.skep.edge.store.MetaChange;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    private static final ResourcePath TOKEN = new ResourcePath("", "default", "serviceaccounttoken", "sa");

    private static Message answer(Object content) {
        return Message.of("edgecontroller", "resource", "response", "default/configmap/c", content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ErrStatus\":{\"code\":404}}",
                "{\"Object\":{\"a\":1},\"Err\":{\"ErrStatus\":{\"code\":409}}}",
                "{\"Object\":null,\"Err\":null}",
                "[1]"
            })
    void keepsNothingOfAnErrorOrOfNothing(String content) throws JsonProcessingException {
        assertThat(Answers.object(answer(Json.parse(content)))).isEmpty();
    }

    @Test
    void keepsTheObject() throws JsonProcessingException {
        assertThat(Answers.object(answer("OK"))).isEmpty();
        assertThat(Answers.object(answer(Json.parse("{\"a\":1}")).withOperation("error")))
                .isEmpty();
        assertThat(Answers.object(answer(Json.parse("{\"a\":1}")))).contains(Json.parse("{\"a\":1}"));
        assertThat(Answers.object(answer(Json.parse("{\"Object\":{\"b\":2},\"Err\":null}"))))
                .contains(Json.parse("{\"b\":2}"));
    }

    @ParameterizedTest
    @CsvSource({
        "Pod, pods",
        "Endpoints, endpoints",
        "Ingress, ingresses",
        "NetworkPolicy, networkpolicies",
        "Lease, leases"
    })
    void guessesPlurals(String kind, String plural) {
        assertThat(ApiObjects.plural(kind)).isEqualTo(plural);
    }

    @Test
    void keepsApiObjectsUnderKubeEdgesKeys() throws JsonProcessingException {
        JsonNode pod = Json.parse("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\","
                + "\"namespace\":\"default\",\"resourceVersion\":\"7\"}}");
        assertThat(ApiObjects.put(pod)).singleElement().isInstanceOfSatisfying(MetaChange.PutObject.class, put -> {
            assertThat(put.row().key()).isEqualTo("/core/v1/pods/default/a");
            assertThat(put.row().groupVersionResource()).isEqualTo("/v1, Resource=pods");
            assertThat(put.row().resourceVersion()).isEqualTo(7);
        });
        JsonNode scoped =
                Json.parse("{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"d\"}}");
        assertThat(ApiObjects.put(scoped)).singleElement().isInstanceOfSatisfying(MetaChange.PutObject.class, put -> {
            assertThat(put.row().key()).isEqualTo("/apps/v1/deployments/null/d");
            assertThat(put.row().groupVersionResource()).isEqualTo("apps/v1, Resource=deployments");
        });
        assertThat(ApiObjects.put(Json.parse("{\"metadata\":{\"name\":\"d\"}}")))
                .isEmpty();
        assertThat(ApiObjects.delete(
                        new ResourcePath("", "default", "pod", "a"), Json.parse("{\"metadata\":{\"uid\":\"u\"}}")))
                .isEqualTo(List.of(new MetaChange.DeleteObject("/core/v1/pods/default/a", "u")));
    }

    @Test
    void makesTheTokenKeyOfAGoEdge() throws JsonProcessingException {
        JsonNode request = Json.parse("{\"spec\":{\"audiences\":null,\"expirationSeconds\":3607,\"boundObjectRef\":"
                + "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"name\":\"hello\",\"uid\":\"u-1\"}}}");
        assertThat(ServiceAccountTokens.key(TOKEN, request))
                .isEqualTo("\"sa\"/\"default\"/[]string(nil)/3607/v1.BoundObjectReference{Kind:\"Pod\","
                        + " APIVersion:\"v1\", Name:\"hello\", UID:\"u-1\"}");
        assertThat(ServiceAccountTokens.key(TOKEN, Json.parse("{\"spec\":{\"audiences\":[\"a\",\"b\"]}}")))
                .isEqualTo("\"sa\"/\"default\"/[]string{\"a\", \"b\"}/0/v1.BoundObjectReference{Kind:\"\","
                        + " APIVersion:\"\", Name:\"\", UID:\"\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:10Z, 2026-01-01T01:00:00Z, 3600, true",
        "2026-01-01T00:47:00Z, 2026-01-01T01:00:00Z, 3600, true",
        "2026-01-01T00:49:00Z, 2026-01-01T01:00:00Z, 3600, false",
        "2026-01-01T02:00:00Z, 2026-01-01T01:00:00Z, 3600, false",
        "2026-01-02T01:00:00Z, 2026-01-31T00:00:00Z, 2592000, false"
    })
    void asksAnewForAnOldToken(Instant now, String end, int seconds, boolean fresh) {
        String token = "{\"spec\":{\"expirationSeconds\":" + seconds + "},\"status\":{\"expirationTimestamp\":\"" + end
                + "\"}}";
        assertThat(ServiceAccountTokens.isFresh(token, InstantSource.fixed(now)))
                .isEqualTo(fresh);
        assertThat(ServiceAccountTokens.isFresh("no token", InstantSource.fixed(now)))
                .isFalse();
    }
}
