package io.skep.cloud.synccontroller.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncRecordTest {

    @Test
    void dividesTheNameAtTheLastDot() throws Exception {
        SyncRecord record = SyncRecord.of(
                        (ObjectNode)
                                Json.parse(
                                        "{\"metadata\":{\"name\":\"edge.one.u-1\",\"namespace\":\"d\"},\"spec\":{\"objectAPIVersion\":\"apps/v1\","
                                                + "\"objectKind\":\"Deployment\",\"objectName\":\"web\"},\"status\":{\"objectResourceVersion\":\"7\"}}"))
                .orElseThrow();

        assertThat(record.node()).isEqualTo("edge.one");
        assertThat(record.uid()).isEqualTo("u-1");
        assertThat(record.objectResource())
                .isEqualTo(new KubeResource("apps", "v1", "deployments", "Deployment", true));
        assertThat(record.acknowledged()).isEqualTo("7");
    }

    @ParameterizedTest
    @CsvSource({
        "Pod,pods",
        "Ingress,ingresses",
        "NetworkPolicy,networkpolicies",
        "Endpoints,endpoints",
        "Secret,secrets"
    })
    void guessesPluralsAsKubeEdgeDoes(String kind, String plural) {
        assertThat(SyncRecord.plural(kind)).isEqualTo(plural);
    }

    @Test
    void ignoresARecordWithoutADot() {
        assertThat(SyncRecord.of(Json.object().set("metadata", Json.object().put("name", "nodot"))))
                .isEmpty();
    }
}
