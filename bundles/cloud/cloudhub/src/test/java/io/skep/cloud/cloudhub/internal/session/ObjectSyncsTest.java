package io.skep.cloud.cloudhub.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.testkit.Await;
import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.kube.KubeClient.PatchType;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.model.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two cloudcores over one API. */
class ObjectSyncsTest {

    private final FakeKube kube = new FakeKube();
    private ObjectSyncs one;
    private ObjectSyncs other;

    @BeforeEach
    void start() throws InterruptedException {
        one = new ObjectSyncs(kube);
        other = new ObjectSyncs(kube);
        one.awaitSync();
        other.awaitSync();
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    private static Acked push(long version) {
        return Messages.acked(Messages.push("n", "c", version));
    }

    private String version() {
        return kube.get(KubeResource.OBJECTSYNCS, "default", "n.c")
                .path("status")
                .path("objectResourceVersion")
                .asText("");
    }

    @Test
    void recordMadeByAnotherIsTakenOver() {
        one.create(push(7));

        assertThat(other.create(push(7)).isComplete()).isFalse();
        assertThat(kube.calls().stream().filter(call -> call.startsWith("patch")))
                .isEmpty();
    }

    @Test
    void ownWriteIsKnownBeforeTheWatchTellsIt() {
        one.create(push(7));
        one.acknowledged(push(7));

        assertThat(one.find(SyncKey.of(push(7))).orElseThrow().version()).isEqualTo(7);
    }

    @Test
    void staleHubDoesNotRecordAnOlderVersionOverANewerOne() {
        one.create(push(5));
        other.create(push(5));
        one.acknowledged(push(9));

        other.acknowledged(push(7));

        assertThat(version()).isEqualTo("9");
    }

    @Test
    void newerVersionOfAnotherHubIsRecordedOverWhatItKnew() {
        one.create(push(5));
        other.create(push(5));
        one.acknowledged(push(7));

        other.acknowledged(push(9));

        assertThat(version()).isEqualTo("9");
    }

    @Test
    void completingARecordNeverTakesAVersionBack() {
        one.create(push(5));
        other.create(push(5));
        one.acknowledged(push(7));

        other.complete(push(5));

        assertThat(version()).isEqualTo("7");
    }

    @Test
    void recordThatWasRemovedByOthersIsMadeAnew() {
        one.create(push(5));
        kube.delete(KubeResource.OBJECTSYNCS, "default", "n.c", Json.object());

        one.acknowledged(push(7));

        assertThat(version()).isEqualTo("7");
    }

    @Test
    void versionSetBackByAnotherIsSeen() {
        one.create(push(5));
        one.acknowledged(push(7));
        other.create(push(5));
        Await.until(
                "both know it",
                () -> other.find(SyncKey.of(push(5))).orElseThrow().version() == 7);
        var back = Json.object();
        back.putObject("status").put("objectResourceVersion", "0");

        kube.patch(KubeResource.OBJECTSYNCS, "default", "n.c", "status", PatchType.MERGE, back);

        Await.until(
                "the first hub knows it",
                () -> one.find(SyncKey.of(push(5))).orElseThrow().version() == 0);
    }

    @Test
    void clusterScopedObjectsHaveClusterRecords() {
        Acked push = Messages.acked(Messages.push("n", "c", 7).withResource("node/n/null/persistentvolume/c"));

        one.create(push);
        one.acknowledged(push);

        assertThat(kube.get(KubeResource.CLUSTEROBJECTSYNCS, "", "n.c")
                        .path("status")
                        .path("objectResourceVersion")
                        .asText())
                .isEqualTo("7");
    }
}
