package io.skep.itests.wire.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.transport.internal.NettyLinks;
import io.skep.edge.store.MetaRow;
import io.skep.itests.wire.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plays the cloud's frames of a recording to our edge, lets a probe say what the recorded edged, twin, eventbus and metaserver said, and compares every
 * frame that our edge sends with the Go edge's: route, parent, members and their types; and that there is none more.
 */
@Timeout(120)
class EdgeReplayIT {

    @TempDir
    private Path folder;

    private final CertificateAuthority ca =
            CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom());
    private final NettyLinks links = new NettyLinks();

    /** Two names are a recording and the one that goes on where it ends. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "01-bootstrap",
                "02-node-steady-state",
                "02b-node-restart-delete",
                "03-pod-lifecycle",
                "05-offline-resync",
                "03-pod-lifecycle 04-config-update-delete",
                "04b-large-messages",
                "06-device",
                "07-router",
                "08-metaserver",
                "08b-metaserver-write",
                "09a-same-node-name 09e-missing-configmap",
                "10-stream",
                "10b-kubectl-stream"
            })
    void sendsTheFramesOfAGoEdge(String names) throws Exception {
        List<Recording> recordings = new ArrayList<>();
        for (String name : names.split(" ")) {
            recordings.add(Recording.read(name));
        }
        try (ScriptedCloud cloud = new ScriptedCloud(links, ca);
                SkepEdge edge = new SkepEdge(folder, node(recordings.getFirst()), cloud.address(), ca, links)) {
            EdgeReplay replay = new EdgeReplay(cloud, edge);
            for (Recording recording : recordings) {
                play(replay, recording);
            }
            assertThat(cloud.surplus(Duration.ofMillis(500))).isEmpty();
            replay.verifyEnd();
        }
    }

    /** In 09a a script takes the Go edge's place for a time; in 04b it is all there is, and speaks as an edge does. */
    private static void play(EdgeReplay replay, Recording recording) throws Exception {
        boolean script = recording.messages().stream().allMatch(Recording.Entry::synthetic);
        for (Recording.Entry entry : recording.messages()) {
            if (script || !entry.synthetic()) {
                replay.play(entry);
            }
        }
    }

    @Test
    void keepsThePodOfTheRecordingUntilTheCloudDeletesIt() throws Exception {
        Recording recording = Recording.read("03-pod-lifecycle");
        try (ScriptedCloud cloud = new ScriptedCloud(links, ca);
                SkepEdge edge = new SkepEdge(folder, node(recording), cloud.address(), ca, links)) {
            EdgeReplay replay = new EdgeReplay(cloud, edge);
            boolean seen = false;
            for (Recording.Entry entry : recording.messages()) {
                replay.play(entry);
                seen |= edge.store.find("default/pod/hello").isPresent();
            }
            assertThat(seen).isTrue();
            assertThat(edge.store.find("default/pod/hello")).isEmpty();
            assertThat(edge.store.find("default/podpatch/hello")).isEmpty();
            assertThat(edge.store.find("default/configmap/hello-cm").map(MetaRow::type))
                    .contains("configmap");
            assertThat(edge.store.find("default/secret/hello-secret")).isPresent();
            assertThat(edge.store.find("kube-node-lease/lease/edge-g03")).isPresent();
            assertThat(edge.store.listByType("serviceaccounttoken")).isEmpty();
        }
    }

    /** The scripts of these withheld acknowledgements to see what the cloud repeats; an edge acknowledges each transmission. */
    @ParameterizedTest
    @ValueSource(strings = {"09c-unknown-queries", "09d-ack-retry"})
    void acknowledgesEveryTransmissionOfAPush(String name) throws Exception {
        List<Message> pushes = Recording.read(name).messages().stream()
                .filter(entry -> !entry.fromEdge())
                .map(Recording.Entry::message)
                .filter(message -> !message.isResponse())
                .toList();
        assertThat(pushes).isNotEmpty();
        try (ScriptedCloud cloud = new ScriptedCloud(links, ca);
                SkepEdge edge = new SkepEdge(folder, "edge-1", cloud.address(), ca, links)) {
            cloud.accept();
            for (Message push : pushes) {
                cloud.send(push);
                Message ack = cloud.expect(
                        "an acknowledgement of " + push,
                        frame -> frame.parentId().equals(push.id()));
                assertThat(ack.content()).isEqualTo("OK");
                assertThat(ack.source() + "/" + ack.resource()).isEqualTo(push.source() + "/" + push.resource());
            }
            assertThat(edge.outbox.size()).isZero();
        }
    }

    private static String node(Recording recording) throws IOException {
        return recording.entries().stream()
                .filter(entry -> entry.kind().equals("ws-handshake") && entry.fromEdge())
                .flatMap(entry -> Arrays.stream(entry.raw().split("\r\n")))
                .filter(line -> line.regionMatches(true, 0, "Node_id: ", 0, 9))
                .map(line -> line.substring(9))
                .findFirst()
                .orElseThrow(() -> new IOException("no node in " + recording.name()));
    }
}
