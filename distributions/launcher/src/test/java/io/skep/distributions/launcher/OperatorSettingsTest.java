package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorSettingsTest {

    @TempDir
    Path temp;

    private Map<String, String> framework() throws IOException {
        Files.createDirectories(temp.resolve("features"));
        Files.writeString(temp.resolve("features/mini.json"), "{\"id\":\"t:mini\",\"bundles\":[]}");
        LaunchOptions options = LaunchOptions.parse(List.of(
                "--home",
                temp.toString(),
                "--distribution",
                "mini",
                "--dir",
                temp.resolve("state").toString(),
                "--config",
                temp.resolve("mini.yaml").toString()));
        return FrameworkSettings.of(
                options, FeatureSet.read(temp.resolve("features"), options.features()), temp.resolve("sock"));
    }

    @Test
    void areReadBesideTheConfiguration() throws IOException {
        Files.writeString(
                temp.resolve(OperatorSettings.FILE),
                "# who may sign\nskep.deploy.signatures = enforce\nskep.deploy.truststore=/etc/ski\u00e9.pem\n");
        assertThat(framework())
                .containsEntry("skep.deploy.signatures", "enforce")
                .containsEntry("skep.deploy.truststore", "/etc/ski\u00e9.pem");
    }

    @Test
    void areNotNeeded() throws IOException {
        assertThat(framework())
                .doesNotContainKey("skep.deploy.signatures")
                .containsEntry(
                        "skep.deploy.folder", temp.resolve("state/deploy").toString());
    }

    @Test
    void doNotChangeWhatTheLauncherSets() throws IOException {
        Files.writeString(temp.resolve(OperatorSettings.FILE), "skep.dir=/elsewhere\norg.osgi.framework.storage=/x\n");
        assertThat(framework())
                .containsEntry("skep.dir", temp.resolve("state").toString())
                .containsEntry(
                        "org.osgi.framework.storage",
                        temp.resolve("state/felix-cache").toString());
    }

    @Test
    void areRefusedWithACodeWhenTheyCannotBeRead() throws IOException {
        Path file = temp.resolve(OperatorSettings.FILE);
        Files.writeString(file, "a=\\u00zz");
        assertRefused(file);
        Files.writeString(file, "a=" + "x".repeat(70_000));
        assertRefused(file);
    }

    private static void assertRefused(Path file) {
        assertThatThrownBy(() -> OperatorSettings.read(file))
                .isInstanceOfSatisfying(
                        LauncherException.class,
                        e -> assertThat(e.error()).isEqualTo(LauncherError.SETTINGS_UNREADABLE))
                .hasMessageContaining(file.toString());
    }
}
