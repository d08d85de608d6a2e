package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchOptionsTest {

    @Test
    void aloneADistributionKeepsItsStateInItsOwnFolder() {
        LaunchOptions options = LaunchOptions.parse(List.of("--home", "/opt/edgecore", "--distribution", "edgecore"));
        assertThat(options.dir()).isEqualTo(Path.of("/opt/edgecore/var"));
        assertThat(options.name()).isEqualTo("edgecore");
        assertThat(options.config()).isEqualTo(Path.of("/opt/edgecore/conf/edgecore.yaml"));
        assertThat(options.features()).containsExactly("edgecore");
        assertThat(options.deploy()).isEqualTo(Path.of("/opt/edgecore/deploy"));
    }

    @Test
    void anInstanceWithItsOwnFolderHasItsOwnDeployFolder() {
        LaunchOptions options = LaunchOptions.parse(List.of(
                "--home",
                "/opt/edgecore",
                "--distribution",
                "edgecore",
                "--dir",
                "/var/skep/edge-1",
                "--name",
                "edge-1",
                "--feature",
                "demo",
                "--feature",
                "more"));
        assertThat(options.deploy()).isEqualTo(Path.of("/var/skep/edge-1/deploy"));
        assertThat(options.features()).containsExactly("edgecore", "demo", "more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--unknown x", "--dir", "--name UPPER", "--name ../x"})
    void refusesWrongOptionsWithACode(String line) {
        assertThatThrownBy(() -> LaunchOptions.parse(List.of(line.split(" "))))
                .isInstanceOfSatisfying(
                        LauncherException.class, e -> assertThat(e.error()).isEqualTo(LauncherError.USAGE));
    }
}
