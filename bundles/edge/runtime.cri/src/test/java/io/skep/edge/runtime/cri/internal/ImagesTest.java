package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status.Code;
import io.skep.edge.runtime.ImageInfo;
import io.skep.edge.runtime.RegistryLogin;
import io.skep.edge.runtime.RuntimeFailure;
import io.skep.edge.runtime.cri.internal.wire.Image;
import io.skep.edge.runtime.cri.internal.wire.ImageRef;
import io.skep.edge.runtime.cri.internal.wire.ImageStatusResponse;
import io.skep.edge.runtime.cri.internal.wire.Int64Value;
import io.skep.edge.runtime.cri.internal.wire.PullImageRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {

    private static final RegistryLogin WRONG = new RegistryLogin("r.example", "eve", "x");
    private static final RegistryLogin RIGHT = new RegistryLogin("r.example", "bob", "y");

    @TempDir
    Path folder;

    private FakeCri cri;
    private CriConnection connection;
    private Images images;

    @BeforeEach
    void start() throws Exception {
        cri = new FakeCri(folder.resolve("cri.sock"))
                .on(CriMethod.IMAGE_STATUS, question -> ImageStatusResponse.getDefaultInstance())
                .on(CriMethod.PULL_IMAGE, question -> ImageRef.getDefaultInstance())
                .start();
        connection = new CriConnection(cri.endpoint());
        images = new Images(connection);
    }

    @AfterEach
    void end() {
        connection.close();
        cri.stop();
    }

    private AbstractThrowableAssert<?, ? extends Throwable> pullFails(Code code, String sentence, String reason) {
        cri.fail(CriMethod.PULL_IMAGE, code, sentence);
        return assertThatThrownBy(() -> images.pull("r.example/app:1", List.of()))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining("r.example/app:1");
    }

    @Test
    void tellsWhatIsKnownOfAnImage() throws Exception {
        assertThat(images.find("none")).isEmpty();
        Image.Builder image = Image.newBuilder().setId("sha256:1").addRepoDigests("app@sha256:2");
        cri.on(
                CriMethod.IMAGE_STATUS,
                question -> ImageStatusResponse.newBuilder().setImage(image).build());
        assertThat(images.find("app")).contains(new ImageInfo("app@sha256:2", OptionalLong.empty(), ""));
        image.clearRepoDigests().setUid(Int64Value.newBuilder().setValue(0)).setUsername("web");
        assertThat(images.find("app")).contains(new ImageInfo("sha256:1", OptionalLong.of(0), "web"));
        cri.fail(CriMethod.IMAGE_STATUS, Code.NOT_FOUND, "no");
        assertThat(images.find("app")).isEmpty();
        cri.fail(CriMethod.IMAGE_STATUS, Code.UNKNOWN, "failed to parse image reference \"A B\"");
        assertThatThrownBy(() -> images.find("A B"))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.reason()).isEqualTo("InvalidImageName"));
    }

    @Test
    void triesOneLoginAfterTheOther() throws Exception {
        cri.on(CriMethod.PULL_IMAGE, question -> {
            if (!question.getAuth().getUsername().equals("bob")) {
                throw Code.UNKNOWN
                        .toStatus()
                        .withDescription("401 Unauthorized")
                        .asRuntimeException();
            }
            return ImageRef.getDefaultInstance();
        });
        images.pull("r.example/app:1", List.of(WRONG, RIGHT));
        assertThat(cri.last(PullImageRequest.class).getAuth().getPassword()).isEqualTo("y");
        assertThat(cri.last(PullImageRequest.class).getAuth().getServerAddress())
                .isEqualTo("r.example");
        assertThatThrownBy(() -> images.pull("r.example/app:1", List.of(WRONG)))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.reason()).isEqualTo("ErrImagePull"))
                .hasMessageContaining("401 Unauthorized");
    }

    @Test
    void saysWhyAPullFailedInKubeletsWords() {
        pullFails(Code.NOT_FOUND, "manifest unknown", "ErrImagePull");
        pullFails(Code.UNKNOWN, "dial tcp: lookup r.example: no such host", "RegistryUnavailable");
        pullFails(Code.UNKNOWN, "invalid reference format", "InvalidImageName");
        pullFails(Code.UNAVAILABLE, "gone", "RuntimeUnavailable");
    }
}
