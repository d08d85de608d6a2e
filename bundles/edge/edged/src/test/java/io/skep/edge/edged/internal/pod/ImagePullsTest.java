package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.edge.runtime.RegistryLogin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePullsTest extends PodWorkerFixture {

    @ParameterizedTest
    @CsvSource({
        "busybox, Always",
        "busybox:latest, Always",
        "registry.example:5000/busybox, Always",
        "registry.example:5000/busybox:1, IfNotPresent",
        "busybox@sha256:00, IfNotPresent",
        "bundle:hello, IfNotPresent"
    })
    void knowsThePolicyThatKubernetesFillsIn(String image, String policy) {
        assertThat(ImagePulls.policy(Pods.json("{'image':'" + image + "'}"))).isEqualTo(policy);
        assertThat(ImagePulls.policy(Pods.json("{'image':'" + image + "','imagePullPolicy':'Never'}")))
                .isEqualTo("Never");
    }

    @ParameterizedTest
    @CsvSource({
        "https://index.docker.io/v1/, busybox:1, true",
        "docker.io, library/busybox, true",
        "registry.example.org, registry.example.org/a/b:1, true",
        "https://registry.example.org/v2/, registry.example.org/a/b:1, true",
        "registry.example.org/a, registry.example.org/a/b:1, true",
        "registry.example.org/ab, registry.example.org/a/b:1, false",
        "*.example.org, registry.example.org/a, true",
        "*.org, registry.example.org/a, false",
        "registry.example.org:5000, registry.example.org/a, false",
        "localhost:5000, localhost:5000/a, true"
    })
    void comparesRegistriesWithImages(String server, String image, boolean fits) {
        assertThat(RegistryLogins.fits(server, image)).isEqualTo(fits);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void secret(String name, String key, String config) {
        ObjectNode secret = Pods.json("{'data':{}}");
        secret.withObjectProperty("data").put(key, base64(config));
        cloud.objects.put("default/secret/" + name, secret);
    }

    @Test
    void givesTheLoginsThatFitAndTellsNothingOfThem() throws Exception {
        secret(
                "new",
                ".dockerconfigjson",
                "{\"auths\":{\"registry.example\":{\"auth\":\"" + base64("bee:ho:ney")
                        + "\"},\"other.example\":{\"username\":\"x\",\"password\":\"y\"}}}");
        secret("old", ".dockercfg", "{\"registry.example/app\":{\"username\":\"wasp\",\"password\":\"sting\"}}");
        containerPod("'imagePullSecrets':[{'name':'new'},{'name':'old'},{'name':'none'}]", "");
        ((ObjectNode) pod.at("/spec/containers/0")).put("image", "registry.example/app/x:1");
        worker = worker();
        worker.pass();
        assertThat(runtime.logins)
                .containsExactly(
                        new RegistryLogin("registry.example/app", "wasp", "sting"),
                        new RegistryLogin("registry.example", "bee", "ho:ney"));
        assertThat(eventMessages("FailedToRetrieveImagePullSecret")).hasSize(1);
        assertThat(runtime.logins.toString()).doesNotContain("sting", "ney");
        assertThat(cloud.reports.toString()).doesNotContain("sting", "ho:ney");
    }

    @Test
    void aSecretThatCannotBeReadIsToldWithoutItsContent() throws Exception {
        secret("bad", ".dockerconfigjson", "{\"auths\": secret-thing");
        containerPod("'imagePullSecrets':[{'name':'bad'}]", "'imagePullPolicy':'Always'");
        worker = worker();
        worker.pass();
        assertThat(eventMessages("FailedToRetrieveImagePullSecret")).hasSize(1);
        assertThat(cloud.reports.toString()).doesNotContain("secret-thing");
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void neverPullsWhenThePolicySaysSo() throws Exception {
        containerPod("", "'imagePullPolicy':'Never'");
        runtime.images.remove("busybox:1");
        worker = worker();
        worker.pass();
        assertThat(waiting()).isEqualTo("ErrImageNeverPull");
        assertThat(runtime.done).isEmpty();
    }

    @Test
    void aPullThatLastsHoldsNeitherTheWorkerNorTheEndOfThePod() throws Exception {
        containerPod("", "'imagePullPolicy':'Always'");
        worker = worker();
        forks.postpone();
        worker.pass();
        assertThat(waiting()).isEqualTo("ContainerCreating");
        assertThat(runtime.done).isEmpty();
        delete(5);
        worker.pass();
        forks.finish();
        assertThat(runtime.done).as("given up").containsExactly("remove u1");
        assertThat(cloud.awaitReport("delete", "pod", 1)).isNotNull();
    }

    @Test
    void startsWhenThePullIsDone() throws Exception {
        containerPod("", "'imagePullPolicy':'Always'");
        worker = worker();
        forks.postpone();
        worker.pass();
        worker.pass();
        forks.finish();
        worker.pass();
        assertThat(runtime.done).containsExactly("pull busybox:1");
        assertThat(runtime.started).hasSize(1);
        assertThat(eventReasons()).containsSubsequence("Pulling", "Pulled", "Created", "Started");
    }

    @Test
    void backsOffWhateverThePullFailedOf() throws Exception {
        containerPod("", "'imagePullPolicy':'Always'");
        runtime.pullFailure = "RegistryUnavailable";
        worker = worker();
        worker.pass();
        assertThat(waiting()).isEqualTo("RegistryUnavailable");
        clock.advance(Duration.ofSeconds(5));
        worker.pass();
        assertThat(waiting()).isEqualTo("ImagePullBackOff");
        assertThat(eventMessages("BackOff")).containsExactly("Back-off pulling image \"busybox:1\"");
        runtime.pullFailure = "";
        clock.advance(Duration.ofSeconds(5));
        worker.pass();
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void aNameThatIsNoneStaysSo() throws Exception {
        containerPod("", "'imagePullPolicy':'Always'");
        runtime.pullFailure = "InvalidImageName";
        worker = worker();
        worker.pass();
        clock.advance(Duration.ofSeconds(5));
        worker.pass();
        assertThat(waiting()).isEqualTo("InvalidImageName");
    }

    @Test
    void anImageThatSomebodyBringsEndsTheWait() throws Exception {
        ((ObjectNode) pod.at("/spec/containers/0")).put("image", "bundle:late");
        worker.pass();
        clock.advance(Duration.ofSeconds(1));
        runtime.images.add("bundle:late");
        worker.pass();
        assertThat(runtime.started).hasSize(1);
        assertThat(runtime.done).containsExactly("pull bundle:late");
    }
}
