package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureSetTest {

    @TempDir
    Path folder;

    private void feature(String name, String requires, String bundles) throws IOException {
        Files.writeString(folder.resolve(name + ".json"), """
                {"id": "t:%s", "extensions": {"requires-features": {"json": [%s]}, "modules": {"json": ["%s/g"]}},
                 "bundles": [%s]}""".formatted(name, requires, name, bundles));
    }

    @Test
    void startsRequiredFeaturesFirstAndEachBundleOnceByStartOrder() throws IOException {
        feature("base", "", "{\"id\": \"g:x\", \"start-order\": 5}, {\"id\": \"g:a\", \"start-order\": 1}");
        feature("link", "\"base\"", "{\"id\": \"g:n\", \"start-order\": 2}, {\"id\": \"g:a\", \"start-order\": 9}");
        feature("edge", "\"base\", \"link\"", "{\"id\": \"g:e\", \"start-order\": 4}");

        FeatureSet set = FeatureSet.read(folder, List.of("edge"));

        assertThat(set.features()).extracting(Feature::name).containsExactly("base", "link", "edge");
        assertThat(set.bundles()).extracting(Feature.Entry::id).containsExactly("g:a", "g:n", "g:e", "g:x");
        assertThat(set.modules()).containsExactly("base/g", "link/g", "edge/g");
        assertThat(set.contains("link")).isTrue();
        assertThat(set.contains("cloud")).isFalse();
    }

    @Test
    void refusesFeaturesThatRequireOneAnother() throws IOException {
        feature("a", "\"b\"", "");
        feature("b", "\"a\"", "");
        assertThatThrownBy(() -> FeatureSet.read(folder, List.of("a"))).hasMessageContaining("circle");
    }

    @Test
    void saysWhichFeatureFileIsMissingOrWrong() throws IOException {
        Files.writeString(folder.resolve("bad.json"), "{\"bundles\": [{\"id\": \"g:a\"}]}");
        assertThatThrownBy(() -> FeatureSet.read(folder, List.of("none")))
                .isInstanceOfSatisfying(
                        LauncherException.class, e -> assertThat(e.line()).startsWith("SKEP-105 "))
                .hasMessageContaining("none.json");
        assertThatThrownBy(() -> FeatureSet.read(folder, List.of("bad")))
                .hasMessageContaining("bad.json")
                .hasMessageContaining("g:a has no start-order");
    }

    @Test
    void theShippedFeaturesAreReadable() {
        Path shipped = Path.of("../../features");
        for (String name : List.of("cloudcore", "edgecore", "apiserver", "demo")) {
            FeatureSet set = FeatureSet.read(shipped, List.of(name));
            assertThat(set.features().getFirst().name()).isEqualTo("base");
            assertThat(set.classPath()).contains("org.apache.felix:org.apache.felix.framework");
            assertThat(set.bundles())
                    .allSatisfy(bundle -> assertThat(bundle.id()).matches("[^:]+:[^:]+(:jar:[^:]+)?"));
        }
    }
}
