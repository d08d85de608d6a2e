package io.skep.edge.runtime.osgi.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.edge.runtime.RuntimeFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleImagesTest {

    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path dir;

    private BundleImages images(InputStream content) {
        return new BundleImages(List.of(dir), dir.resolve("images"), address -> content);
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "busybox",
                "bundle:",
                "bundle:http://example.org/a.jar#sha256=" + ABC,
                "bundle:https://example.org/a.jar",
                "bundle:https://example.org/a.jar#sha256=abc",
                "bundle:a b",
                "bundle:a:1.x"
            })
    void refusesWhatNamesNoBundle(String image) {
        assertThatThrownBy(() -> BundleImage.parse(image)).isInstanceOfSatisfying(RuntimeFailure.class, e -> {
            assertThat(e.reason()).isEqualTo("InvalidImageName");
            assertThat(e.code()).isEqualTo(OsgiError.BAD_IMAGE);
        });
    }

    @Test
    void keepsADownloadWithTheRightDigest() throws Exception {
        String image = "bundle:https://example.org/a.jar#sha256=" + ABC;
        BundleImages images = images(text("abc"));
        assertThat(images.find(image)).isEmpty();
        images.pull(image);
        assertThat(images.find(image)).get().asString().endsWith(ABC + ".jar");
    }

    @Test
    void throwsADownloadWithAnotherDigestAway() {
        String image = "bundle:https://example.org/a.jar#sha256=" + ABC;
        BundleImages images = images(text("abd"));
        assertThatThrownBy(() -> images.pull(image))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(OsgiError.WRONG_DIGEST));
        assertThat(images.find(image)).isEmpty();
        assertThat(dir.resolve("images")).isEmptyDirectory();
    }

    @Test
    void stopsReadingAtTheBound() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] block, int from, int length) {
                return length;
            }
        };
        assertThatThrownBy(() -> images(endless).pull("bundle:https://example.org/a.jar#sha256=" + ABC))
                .isInstanceOfSatisfying(
                        RuntimeFailure.class, e -> assertThat(e.code()).isEqualTo(OsgiError.TOO_LARGE));
        assertThat(dir.resolve("images")).isEmptyDirectory();
    }

    @Test
    void tellsThatTheServerIsAway() {
        BundleImages images = new BundleImages(List.of(dir), dir.resolve("images"), address -> {
            throw new IOException("connection refused");
        });
        assertThatThrownBy(() -> images.pull("bundle:https://example.org/a.jar#sha256=" + ABC))
                .hasMessageContaining("connection refused");
    }
}
