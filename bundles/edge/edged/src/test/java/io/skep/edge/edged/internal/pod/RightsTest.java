package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.runtime.ContainerSecurity;
import io.skep.edge.runtime.ImageInfo;
import io.skep.edge.runtime.PodSecurity;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RightsTest {

    private static final Optional<ImageInfo> ROOT = image(OptionalLong.empty(), "");

    private static Optional<ImageInfo> image(OptionalLong user, String name) {
        return Optional.of(new ImageInfo("sha", user, name));
    }

    private static Rights rights(JsonNode pod) {
        return new Rights(pod, Path.of("/var/lib/edged/seccomp"));
    }

    private static ContainerSecurity of(String shared, String own, Optional<ImageInfo> image) {
        JsonNode pod = Pods.of(
                "'securityContext':{" + shared + "},'containers':[{'name':'c','securityContext':{" + own + "}}]");
        return rights(pod).of(Pods.container(pod), image);
    }

    private static void refused(String shared, String own, Optional<ImageInfo> image, String words) {
        assertThatThrownBy(() -> of(shared, own, image)).isInstanceOfSatisfying(PodProblem.class, e -> {
            assertThat(e.reason()).isEqualTo("CreateContainerConfigError");
            assertThat(e.code()).isEqualTo(EdgedError.WOULD_BE_ROOT);
            assertThat(e).hasMessageContaining(words).hasMessageContaining("(pod: \"p_default(u1)\", container: c)");
        });
    }

    @Test
    void leavesAllToTheRuntimeWhenThePodSaysNothing() {
        assertThat(of("", "", ROOT)).isEqualTo(ContainerSecurity.DEFAULT);
        assertThat(rights(Pods.with("")).ofPod()).isEqualTo(PodSecurity.DEFAULT);
    }

    @Test
    void letsTheContainerGoBeforeThePod() {
        String shared = "'runAsUser':1000,'runAsGroup':2000,'fsGroup':3000,'supplementalGroups':[4,5],"
                + "'seccompProfile':{'type':'RuntimeDefault'}";
        ContainerSecurity security = of(shared, "'runAsUser':7,'seccompProfile':{'type':'Unconfined'}", ROOT);
        assertThat(security.user()).hasValue(7);
        assertThat(security.group()).hasValue(2000);
        assertThat(security.groups()).containsExactly(4L, 5L, 3000L);
        assertThat(security.seccomp()).isEqualTo("Unconfined");
        assertThat(of(shared, "", ROOT).seccomp()).isEqualTo("RuntimeDefault");
    }

    @Test
    void takesOverWhatOnlyContainersHave() {
        ContainerSecurity security = of(
                "",
                "'privileged':true,'readOnlyRootFilesystem':true,'allowPrivilegeEscalation':false,"
                        + "'capabilities':{'add':['NET_ADMIN'],'drop':['ALL']},'seccompProfile':{'type':'RuntimeDefault'}",
                ROOT);
        assertThat(security.privileged()).isTrue();
        assertThat(security.readOnlyRoot()).isTrue();
        assertThat(security.noNewPrivileges()).isTrue();
        assertThat(security.addCapabilities()).containsExactly("NET_ADMIN");
        assertThat(security.dropCapabilities()).containsExactly("ALL");
        assertThat(security.seccomp()).isEmpty();
    }

    @Test
    void refusesRootWhereItIsNotWanted() {
        refused("'runAsNonRoot':true", "", ROOT, "container has runAsNonRoot and image will run as root");
        refused("'runAsNonRoot':true", "'runAsUser':0", ROOT, "container's runAsUser breaks non-root policy");
        refused(
                "",
                "'runAsNonRoot':true",
                image(OptionalLong.empty(), "www"),
                "container has runAsNonRoot and image has non-numeric user (www), cannot verify user is non-root");
        refused("'runAsNonRoot':true", "", image(OptionalLong.of(0), ""), "will run as root");
    }

    @Test
    void letsOthersThanRootIn() {
        assertThat(of("'runAsNonRoot':true", "", image(OptionalLong.of(9), "")).user())
                .isEmpty();
        assertThat(of("'runAsNonRoot':true", "'runAsUser':9", ROOT).user()).hasValue(9);
        assertThat(of("'runAsNonRoot':true", "'runAsNonRoot':false", ROOT).user())
                .isEmpty();
    }

    @Test
    void findsTheUserThatAGroupNeeds() {
        assertThat(of("'runAsGroup':5", "", image(OptionalLong.of(9), "")).user())
                .hasValue(9);
        assertThat(of("'runAsGroup':5", "", ROOT).user()).hasValue(0);
        assertThatThrownBy(() -> of("'runAsGroup':5", "", image(OptionalLong.empty(), "www")))
                .hasMessageContaining("runAsGroup without runAsUser");
    }

    @Test
    void keepsProfilesBelowTheirFolder() {
        assertThat(of("'seccompProfile':{'type':'Localhost','localhostProfile':'a/b.json'}", "", ROOT)
                        .seccomp())
                .isEqualTo("/var/lib/edged/seccomp/a/b.json");
        assertThatThrownBy(() -> of("'seccompProfile':{'type':'Localhost','localhostProfile':'../x'}", "", ROOT))
                .hasMessageContaining("is not below /var/lib/edged/seccomp");
    }

    @Test
    void gathersWhatTheSandboxNeeds() {
        JsonNode pod = Pods.of("'hostPID':true,'hostIPC':true,'shareProcessNamespace':true,"
                + "'securityContext':{'runAsUser':1,'runAsGroup':2,'fsGroup':3,'sysctls':[{'name':'a.b','value':'7'}]},"
                + "'initContainers':[{'name':'i','securityContext':{'privileged':true}}],'containers':[{'name':'c'}]");
        PodSecurity security = rights(pod).ofPod();
        assertThat(security.hostPid()).isTrue();
        assertThat(security.hostIpc()).isTrue();
        assertThat(security.sharedPid()).isTrue();
        assertThat(security.privileged()).isTrue();
        assertThat(security.user()).hasValue(1);
        assertThat(security.group()).hasValue(2);
        assertThat(security.groups()).containsExactly(3L);
        assertThat(security.sysctls()).isEqualTo(Map.of("a.b", "7"));
    }

    @Test
    void knowsAUserOnlyWhenAllContainersHaveIt() {
        assertThat(rights(Pods.of("'securityContext':{'runAsUser':5},'containers':[{'name':'a'},{'name':'b'}]"))
                        .commonUser())
                .hasValue(5);
        assertThat(rights(Pods.of("'containers':[{'name':'a','securityContext':{'runAsUser':5}},{'name':'b'}]"))
                        .commonUser())
                .isEmpty();
    }
}
