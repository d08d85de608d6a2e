package io.skep.common.kubeapi.schema;

import static io.skep.common.kubeapi.schema.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.schema.FieldError.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltinSchemaTest {

    private final Schema pods = Schemas.builtin("", "v1", "Pod").orElseThrow();

    private static ObjectNode pod(String spec) {
        return tree("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':" + spec + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "'',v1,Namespace",
        "'',v1,Node",
        "'',v1,Pod",
        "'',v1,Binding",
        "policy,v1,Eviction",
        "'',v1,ConfigMap",
        "'',v1,Secret",
        "'',v1,ServiceAccount",
        "authentication.k8s.io,v1,TokenRequest",
        "'',v1,Event",
        "events.k8s.io,v1,Event",
        "coordination.k8s.io,v1,Lease",
        "node.k8s.io,v1,RuntimeClass",
        "apiextensions.k8s.io,v1,CustomResourceDefinition",
        "'',v1,PersistentVolume",
        "'',v1,PersistentVolumeClaim",
        "storage.k8s.io,v1,VolumeAttachment",
        "'',v1,Status",
        "'',v1,DeleteOptions",
        "'',v1,PodList"
    })
    void knowsEveryServedKind(String group, String version, String kind) {
        assertThat(Schemas.builtin(group, version, kind)).isPresent();
    }

    @Test
    void kindsOfOthersAreNotBuiltIn() {
        assertThat(Schemas.builtin("apps", "v1", "Deployment")).isEmpty();
    }

    @Test
    void namesUnknownFieldsWithTheirWholePath() {
        assertThat(pods.check(pod("{'foo':1,'containers':[{'name':'c','image':'i','imagee':'x'}]}")))
                .containsExactly(
                        new FieldError(Kind.UNKNOWN, "spec.foo", "unknown field \"spec.foo\""),
                        new FieldError(
                                Kind.UNKNOWN,
                                "spec.containers[0].imagee",
                                "unknown field \"spec.containers[0].imagee\""));
    }

    @Test
    void acceptsWhatGoClientsSend() {
        assertThat(pods.check(tree("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','creationTimestamp':null,"
                        + "'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i','resources':{'limits':"
                        + "{'cpu':1,'memory':'64Mi'}},'livenessProbe':{'httpGet':{'port':'web','path':'/'}},"
                        + "'ports':[{'containerPort':80}]}]},'status':{'conditions':[{'type':'Ready'}]}}")))
                .isEmpty();
    }

    @Test
    void namesWrongTypesFormatsAndAbsentFields() {
        List<FieldError> errors = pods.check(pod("{'containers':[{'name':7,'resources':{'limits':{'cpu':'two'}}},"
                + "{'image':'i'}],'hostNetwork':'yes','nodeSelector':[]}"));
        assertThat(errors)
                .extracting(FieldError::sentence)
                .containsExactly(
                        "spec.containers[0].name: Invalid value: \"integer\": spec.containers[0].name in body must be"
                                + " of type string: \"integer\"",
                        "spec.containers[0].resources.limits.cpu: Invalid value: \"two\":"
                                + " spec.containers[0].resources.limits.cpu in body must be of type quantity: \"two\"",
                        "spec.containers[1].name: Required value",
                        "spec.hostNetwork: Invalid value: \"string\": spec.hostNetwork in body must be of type"
                                + " boolean: \"string\"",
                        "spec.nodeSelector: Invalid value: \"array\": spec.nodeSelector in body must be of type"
                                + " object: \"array\"");
        assertThat(errors.get(2).reason()).isEqualTo("FieldValueRequired");
    }

    @Test
    void reportsNoMoreThanTheBound() {
        ObjectNode pod = pod("{'containers':[]}");
        for (int i = 0; i < 500; i++) {
            pod.put("field" + i, i);
        }
        assertThat(pods.check(pod)).hasSize(Schema.MAX_ERRORS);
    }

    @Test
    void prunesUnknownFieldsOnly() {
        ObjectNode pod = pod("{'foo':1,'containers':[{'name':'c','bar':{}}],'nodeSelector':{'any':'thing'}}");
        pods.prune(pod);
        assertThat(pod).isEqualTo(pod("{'containers':[{'name':'c'}],'nodeSelector':{'any':'thing'}}"));
    }

    @Test
    void tokenRequestsNeedNoAudience() {
        Schema tokens =
                Schemas.builtin("authentication.k8s.io", "v1", "TokenRequest").orElseThrow();
        assertThat(tokens.check(tree("{'kind':'TokenRequest','spec':{'audiences':null},'status':{'token':'',"
                        + "'expirationTimestamp':null}}")))
                .isEmpty();
    }

    @Test
    void leasesCheckTheirMicroTimes() {
        Schema leases = Schemas.builtin("coordination.k8s.io", "v1", "Lease").orElseThrow();
        assertThat(leases.check(tree("{'spec':{'renewTime':'2026-01-01T00:00:00.123456Z'}}")))
                .isEmpty();
        assertThat(leases.check(tree("{'spec':{'renewTime':'yesterday'}}"))).hasSize(1);
    }
}
