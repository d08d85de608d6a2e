package io.skep.common.kubeapi.schema;

import static io.skep.common.kubeapi.schema.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltinDefaultsTest {

    private static ObjectNode defaulted(String group, String kind, String object) {
        ObjectNode tree = tree(object);
        Schemas.builtin(group, "v1", kind).orElseThrow().applyDefaults(tree);
        return tree;
    }

    @Test
    void podsGetTheDefaultsOfTheApi() {
        assertThat(defaulted(
                        "",
                        "Pod",
                        "{'spec':{'containers':[{'name':'c','image':'nginx:1','ports':"
                                + "[{'containerPort':80}],'livenessProbe':{'httpGet':{'port':80}},"
                                + "'resources':{'limits':{'cpu':'1'}}}],"
                                + "'volumes':[{'name':'v'},{'name':'s','secret':{'secretName':'x'}}]}}"))
                .isEqualTo(tree("{'spec':{'containers':[{'name':'c','image':'nginx:1','ports':[{'containerPort':80,"
                        + "'protocol':'TCP'}],'livenessProbe':{'httpGet':{'port':80,'path':'/','scheme':'HTTP'},"
                        + "'timeoutSeconds':1,'periodSeconds':10,'successThreshold':1,'failureThreshold':3},"
                        + "'resources':{'limits':{'cpu':'1'},'requests':{'cpu':'1'}},"
                        + "'terminationMessagePath':'/dev/termination-log','terminationMessagePolicy':'File',"
                        + "'imagePullPolicy':'IfNotPresent'}],'volumes':[{'name':'v','emptyDir':{}},{'name':'s',"
                        + "'secret':{'secretName':'x','defaultMode':420}}],'restartPolicy':'Always',"
                        + "'terminationGracePeriodSeconds':30,'dnsPolicy':'ClusterFirst',"
                        + "'schedulerName':'default-scheduler','securityContext':{},'enableServiceLinks':true},"
                        + "'status':{'phase':'Pending'}}"));
    }

    @Test
    void defaultsDoNotReplaceWhatIsThere() {
        ObjectNode pod = defaulted("", "Pod", "{'spec':{'restartPolicy':'Never','enableServiceLinks':false}}");
        assertThat(pod.path("spec").path("restartPolicy").asText()).isEqualTo("Never");
        assertThat(pod.path("spec").path("enableServiceLinks").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "nginx,Always",
        "nginx:latest,Always",
        "nginx:1,IfNotPresent",
        "host:5000/nginx,Always",
        "nginx@sha256:00,IfNotPresent",
        "bundle:io.skep.demo.hello:1.0,IfNotPresent"
    })
    void pullPolicyFollowsTheTag(String image, String policy) {
        ObjectNode pod = defaulted("", "Pod", "{'spec':{'containers':[{'image':'" + image + "'}]}}");
        assertThat(pod.at("/spec/containers/0/imagePullPolicy").asText()).isEqualTo(policy);
    }

    @Test
    void definitionsGetTheirNames() {
        assertThat(defaulted(
                        "apiextensions.k8s.io", "CustomResourceDefinition", "{'spec':{'names':{'kind':'CronTab'}}}"))
                .isEqualTo(tree("{'spec':{'names':{'kind':'CronTab','singular':'crontab','listKind':'CronTabList'},"
                        + "'conversion':{'strategy':'None'}}}"));
    }

    @Test
    void namespacesCarryTheirNameAsLabel() {
        assertThat(defaulted("", "Namespace", "{'metadata':{'name':'x'}}"))
                .isEqualTo(tree("{'metadata':{'name':'x','labels':{'kubernetes.io/metadata.name':'x'}},"
                        + "'status':{'phase':'Active'}}"));
    }

    @Test
    void secretsAreOpaque() {
        assertThat(defaulted("", "Secret", "{}").path("type").asText()).isEqualTo("Opaque");
    }
}
