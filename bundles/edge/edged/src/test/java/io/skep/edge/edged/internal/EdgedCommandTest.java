package io.skep.edge.edged.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import org.junit.jupiter.api.Test;

class EdgedCommandTest {

    private static final String WHOLE = "{\"metadata\":{\"uid\":\"u\"},\"spec\":{}}";
    private static final String METADATA = "{\"metadata\":{\"name\":\"p\",\"namespace\":\"default\",\"uid\":\"u\"}}";

    private static EdgedCommand from(String operation, String resource, String content) {
        return EdgedCommand.from(Message.of("edgecontroller", "resource", operation, resource, content));
    }

    @Test
    void takesPods() {
        assertThat(from("insert", "default/pod/p", WHOLE)).isInstanceOf(EdgedCommand.PutPod.class);
        assertThat(from("update", "default/pod/p", WHOLE)).isInstanceOf(EdgedCommand.PutPod.class);
    }

    @Test
    void dropsAPodByItsMetadataAlone() {
        assertThat(from("delete", "default/pod/p", METADATA)).isEqualTo(new EdgedCommand.DropPod("u"));
        assertThat(from("update", "default/pod/p", METADATA)).isInstanceOf(EdgedCommand.Ignored.class);
    }

    @Test
    void listsAgainWhenTheDeletedPodHasNoUid() {
        assertThat(from("delete", "default/pod/p", "{\"metadata\":{\"name\":\"p\"}}"))
                .isEqualTo(new EdgedCommand.ListPods());
    }

    @Test
    void refreshesVolumesOfTheNamespace() {
        assertThat(from("update", "shop/configmap/c", "{}")).isEqualTo(new EdgedCommand.Refresh("shop"));
        assertThat(from("delete", "shop/secret/s", "{}")).isEqualTo(new EdgedCommand.Refresh("shop"));
    }

    @Test
    void hearsThatTheCloudIsThere() {
        assertThat(from("connect", "node/connection", "cloud_connected")).isEqualTo(new EdgedCommand.Connected());
        assertThat(from("connect", "node/connection", "cloud_disconnected")).isInstanceOf(EdgedCommand.Ignored.class);
        assertThat(from("update", "node/connection", "cloud_connected")).isInstanceOf(EdgedCommand.Ignored.class);
    }

    @Test
    void hearsThatAStatusWasNotTaken() {
        assertThat(from("error", "default/podpatch/p", "no space")).isEqualTo(new EdgedCommand.StatusLost("default/p"));
    }

    @Test
    void ignoresTheRest() {
        assertThat(from("response", "default/podpatch/p", "{}")).isInstanceOf(EdgedCommand.Ignored.class);
        assertThat(from("response", "default/pod/p", "OK")).isInstanceOf(EdgedCommand.Ignored.class);
        assertThat(from("update", "nothing", "{}")).isInstanceOf(EdgedCommand.Ignored.class);
        assertThat(from("insert", "default/pod/p", "rubbish")).isInstanceOf(EdgedCommand.Ignored.class);
    }
}
