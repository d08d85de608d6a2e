package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.edge.edged.internal.EdgedError;
import io.skep.edge.edged.internal.disk.Mounts;
import io.skep.edge.edged.internal.disk.MountsOf;
import io.skep.edge.runtime.ContainerRequest.Mount;
import io.skep.edge.runtime.ContainerRequest.Propagation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeMountsTest {

    @TempDir
    Path dir;

    private List<Mount> mounts(String volume, String container, Mounts mounts) throws Exception {
        JsonNode pod = Pods.of("'volumes':[{'name':'v'," + volume + "}],'containers':[{'name':'c'," + container + "}]");
        return new VolumeMounts(pod, PodFolder.of(dir, "u1"), mounts)
                .of(Pods.container(pod), Map.of("v", dir.resolve("v")), Map.of("WHO", "me"));
    }

    private Mount only(String volume, String mount) throws Exception {
        Files.createDirectories(dir.resolve("v"));
        return mounts(volume, "'volumeMounts':[{'name':'v','mountPath':'/m'," + mount + "}]", Mounts.none())
                .getFirst();
    }

    @Test
    void mountsTheVolumeItself() throws Exception {
        assertThat(only("'emptyDir':{}", "'x':1"))
                .isEqualTo(new Mount("v", dir.resolve("v"), "/m", false, Propagation.NONE));
        assertThat(only("'emptyDir':{}", "'readOnly':true").readOnly()).isTrue();
        assertThat(mounts("'emptyDir':{}", "'volumeMounts':[{'name':'v','mountPath':'m'}]", Mounts.none())
                        .getFirst()
                        .containerPath())
                .isEqualTo("/m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"configMap", "secret", "downwardAPI", "projected"})
    void letsNobodyWriteIntoWhatTheNodeWrites(String kind) throws Exception {
        assertThat(only("'" + kind + "':{}", "'x':1").readOnly()).isTrue();
    }

    @Test
    void appliesSubPaths() throws Exception {
        assertThat(only("'emptyDir':{}", "'subPathExpr':'of-$(WHO)'").hostPath())
                .isEqualTo(dir.toRealPath().resolve("v/of-me"));
        for (String sub : new String[] {"'subPath':'../x'", "'subPathExpr':'$(WHO)/../..'", "'subPath':'/etc'"}) {
            assertThatThrownBy(() -> only("'emptyDir':{}", sub)).hasMessageContaining("leads out of its volume");
        }
        assertThatThrownBy(() -> only("'emptyDir':{}", "'subPathExpr':'$(NONE)'"))
                .hasMessageContaining("names a variable that is not set");
    }

    @Test
    void tellsThatAVolumeIsMissing() {
        assertThatThrownBy(
                        () -> mounts("'emptyDir':{}", "'volumeMounts':[{'name':'w','mountPath':'/m'}]", Mounts.none()))
                .hasMessageContaining("the volume w is not in the pod");
    }

    private Propagation propagate(String tags, String word, boolean privileged) throws Exception {
        Path table = Files.writeString(
                dir.resolve("mountinfo"),
                "1 0 8:1 / / rw - ext4 x rw\n2 1 8:1 / " + dir.toRealPath() + " rw " + tags + "- ext4 x rw\n");
        String container = "'securityContext':{'privileged':" + privileged
                + "},'volumeMounts':[{'name':'v','mountPath':'/m','mountPropagation':'" + word + "'}]";
        Files.createDirectories(dir.resolve("v"));
        return mounts("'hostPath':{}", container, MountsOf.table(table))
                .getFirst()
                .propagation();
    }

    @Test
    void propagatesOnlyOnMountsThatAreShared() throws Exception {
        assertThat(propagate("shared:1 ", "HostToContainer", false)).isEqualTo(Propagation.HOST_TO_CONTAINER);
        assertThat(propagate("master:1 ", "HostToContainer", false)).isEqualTo(Propagation.HOST_TO_CONTAINER);
        assertThat(propagate("shared:1 ", "Bidirectional", true)).isEqualTo(Propagation.BIDIRECTIONAL);
        assertThat(propagate("", "None", false)).isEqualTo(Propagation.NONE);
        assertThatThrownBy(() -> propagate("", "HostToContainer", false))
                .isInstanceOfSatisfying(
                        PodProblem.class, e -> assertThat(e.code()).isEqualTo(EdgedError.NOT_SHARED))
                .hasMessageContaining(
                        "is mounted on \"" + dir.toRealPath() + "\" but it is not a shared or slave mount");
        assertThatThrownBy(() -> propagate("master:1 ", "Bidirectional", true))
                .hasMessageContaining("but it is not a shared mount");
        assertThatThrownBy(() -> propagate("shared:1 ", "Bidirectional", false))
                .hasMessageContaining("available only to privileged containers");
    }
}
