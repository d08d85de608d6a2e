package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.SkepException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The folders of the pods cannot be written for a while. */
class FullDiskTest extends PodWorkerFixture {

    @Test
    void aStatusThatWasNotTakenIsSentAgain() throws Exception {
        worker.pass();
        worker.pass();
        lastStatus();
        assertThat(cloud.reports("patch", "podpatch")).hasSize(1);
        worker.statusLost();
        worker.pass();
        worker.pass();
        lastStatus();
        assertThat(cloud.reports("patch", "podpatch")).hasSize(2);
    }

    /** A file where the pods' folders belong, as a stand-in for a disk that takes nothing. */
    @Test
    void aPodThatFindsNoRoomForItsFolderIsTakenLater() throws Exception {
        Path pods = dir.resolve("pods");
        Files.writeString(pods, "");
        worker = worker();
        assertThatThrownBy(worker::pass)
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.line()).contains("SKEP-806"));
        Files.delete(pods);
        worker.pass();
        assertThat(runtime.started).hasSize(1);
    }

    @Test
    void anEndThatCannotBeWrittenDownIsNoEnd() throws Exception {
        ((ObjectNode) pod.path("spec")).put("restartPolicy", "Never");
        worker.pass();
        runtime.exit("u1", "c", 1);
        Path blocked = Files.createDirectory(dir.resolve("pods/u1/containers.json.part"));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(worker::pass).isInstanceOf(SkepException.class);
        }
        assertThat(runtime.done).doesNotContain("remove u1");
        Files.delete(blocked);
        worker.pass();
        assertThat(runtime.done).contains("remove u1");
        assertThat(lastStatus().path("phase").asText()).isEqualTo("Failed");
    }
}
