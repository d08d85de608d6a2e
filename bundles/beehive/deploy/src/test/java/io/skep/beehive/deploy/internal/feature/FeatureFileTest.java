package io.skep.beehive.deploy.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureFileTest {

    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final String BUNDLE =
            "{\"id\": \"g:a:1.0\", \"start-order\": 4, \"file\": \"a-1.0.jar\", \"sha256\": \"" + DIGEST + "\"}";
    private static final String TEXT = """
            {"id": "t:mini:2.0", "name": "Something small", "bundles": [%s],
             "extensions": {"requires-features": {"json": ["base"]}, "modules": {"json": ["m/g"]}}}
            """.formatted(BUNDLE);

    @Test
    void readsWhatTheAssemblerWrites() {
        Feature feature = FeatureFile.parse("mini", TEXT, "mini.json");
        assertThat(feature.title()).isEqualTo("Something small");
        assertThat(feature.version()).isEqualTo("2.0");
        assertThat(feature.requires()).containsExactly("base");
        assertThat(feature.modules()).containsExactly("m/g");
        assertThat(feature.bundles()).containsExactly(new Feature.Entry("g:a:1.0", 4, "a-1.0.jar", DIGEST));
    }

    @Test
    void mayNameOtherFeaturesAlone() {
        Feature all = FeatureFile.parse("mini", TEXT.replace(BUNDLE, ""), "mini.json");
        assertThat(all.bundles()).isEmpty();
        assertThat(all.requires()).containsExactly("base");
    }

    @Test
    void namesABundleWithoutItsVersion() {
        assertThat(new Feature.Entry("g:a:1.0", 1, "", "").location()).isEqualTo("feature:g:a");
        Feature.Entry classified = new Feature.Entry("g:a:jar:linux:1.0", 1, "", "");
        assertThat(classified.location()).isEqualTo("feature:g:a:linux");
        assertThat(classified.version()).isEqualTo("1.0");
        assertThat(classified.artifact()).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            g:a:1.0         | g               | has the id 'g', not group:artifact:version
            4               | 10              | has no start-order from 1 to 9
            a-1.0.jar       | ../../etc/a.jar | has no file that is the name of a jar
            0123456789abcdef| XY              | has no sha256 of 64 lower-case hex digits
            """)
    void refusesAWrongBundle(String right, String wrong, String why) {
        String text = TEXT.replace(
                right.equals("4") ? "\"start-order\": 4" : right, right.equals("4") ? "\"start-order\": 10" : wrong);
        assertThatThrownBy(() -> FeatureFile.parse("mini", text, "mini.json"))
                .isInstanceOfSatisfying(
                        SkepException.class,
                        e -> assertThat(e.line()).startsWith("SKEP-291 ").contains(why));
    }

    @Test
    void refusesWhatIsNoFeature() {
        for (String text : List.of("", "[]", "{", "{}", TEXT.replace(BUNDLE, BUNDLE + "," + BUNDLE))) {
            assertThatThrownBy(() -> FeatureFile.parse("mini", text, "mini.json"))
                    .isInstanceOf(SkepException.class)
                    .hasMessageContaining("mini.json is wrong");
        }
        assertThatThrownBy(() -> FeatureFile.parse("Mini feature", TEXT, "there"))
                .hasMessageContaining("its name is not made of");
    }

    @Test
    void readsNoMoreThanAMebibyte() {
        byte[] large = (" ".repeat(1 << 20) + TEXT).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> FeatureFile.read("mini", new ByteArrayInputStream(large), "mini.json"))
                .hasMessageContaining("larger than 1 MiB");
    }

    @Test
    void keepsAFeatureWithItsJarsUnderTheirDigestsAndItsModules() {
        Feature stored = FeatureFile.stored(FeatureFile.parse("mini", TEXT, "mini.json"), List.of("n/g", "m/g"));
        assertThat(stored.bundles()).extracting(Feature.Entry::file).containsExactly(DIGEST + ".jar");
        assertThat(stored.modules()).containsExactly("m/g", "n/g");
        assertThat(stored.requires()).containsExactly("base");
        assertThat(stored.text()).contains("Something small");
    }
}
