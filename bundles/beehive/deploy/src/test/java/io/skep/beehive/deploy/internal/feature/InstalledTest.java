package io.skep.beehive.deploy.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.feature.Shipped.Jar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledTest {

    @TempDir
    Path temp;

    private Shipped shipped;
    private Installed installed;

    @BeforeEach
    void ship() throws IOException {
        shipped = new Shipped(temp.resolve("home"));
        shipped.feature("base", List.of(), new Jar("a", "1.0.0"));
        shipped.feature("edge", List.of("base"), new Jar("b", "1.0.0"));
        shipped.feature("extra", List.of("base"), new Jar("c", "1.0.0"));
        installed = new Installed(
                temp.resolve("noted"),
                temp.resolve("own"),
                new Catalog(shipped.home(), temp.resolve("own")),
                List.of("edge"));
    }

    private String change(String key) throws IOException {
        Properties changes = new Properties();
        try (InputStream in = Files.newInputStream(temp.resolve("own/changes.properties"))) {
            changes.load(in);
        }
        return changes.getProperty(key);
    }

    @Test
    void hasNothingBeforeTheLauncherNotedIt() {
        assertThat(installed.features()).isEmpty();
    }

    @Test
    void tellsTheNextStartWhatWasAdded() throws IOException {
        installed.write(shipped.features("base", "edge", "extra"), Set.of());
        assertThat(installed.features()).containsOnlyKeys("base", "edge", "extra");
        assertThat(change("added")).isEqualTo("extra");
        assertThat(change("removed")).isEmpty();
    }

    @Test
    void tellsTheNextStartWhatWasRemovedAndForgetsItWhenItIsBack() throws IOException {
        installed.write(shipped.features("base"), Set.of());
        assertThat(installed.features()).containsOnlyKeys("base");
        assertThat(change("removed")).isEqualTo("edge");
        installed.write(shipped.features("base", "edge"), Set.of());
        assertThat(change("removed")).isEmpty();
    }

    @Test
    void keepsTheFileOfAFeatureFromElsewhereAsLongAsItIsInstalled() throws IOException {
        Path file = Shipped.elsewhere(temp.resolve("there"), "mine", List.of("base"), new Jar("m", "1.0.0"));
        Feature mine = FeatureFile.parse("mine", Files.readString(file), "mine");
        List<Feature> all = new ArrayList<>(shipped.features("base", "edge"));
        all.add(mine);

        installed.write(all, Set.of("mine"));
        assertThat(temp.resolve("own/mine.json")).hasContent(mine.text());
        assertThat(change("added")).isEqualTo("mine");

        installed.write(shipped.features("base", "edge"), Set.of());
        assertThat(temp.resolve("own/mine.json")).doesNotExist();
        assertThat(change("added")).isEmpty();
    }

    @Test
    void letsTheNextStartBringTheContentsOfBundlesAnewWhoseChangeWasCutOff() throws IOException {
        Path record = temp.resolve("features.properties");
        installed.unsettle(List.of("feature:g:a"));
        assertThat(record).doesNotExist();

        Files.writeString(record, "feature\\:g\\:a=1/10/5\nfeature\\:g\\:b=2/20/5\n");
        installed.unsettle(List.of("feature:g:a", "feature:g:new"));
        assertThat(record).content().contains("feature\\:g\\:b=2/20/5").doesNotContain("feature\\:g\\:a");
    }

    @Test
    void writesThoughAFeatureOfTheStartIsGone() throws IOException {
        List<Feature> features = shipped.features("base", "edge", "extra");
        Files.delete(temp.resolve("home/features/edge.json"));
        installed.write(features, Set.of());
        assertThat(change("added")).contains("extra");
    }

    @Test
    void saysWhenItCannotWrite() throws IOException {
        Files.writeString(temp.resolve("own"), "a file in the way");
        assertThatThrownBy(() -> installed.write(shipped.features("base"), Set.of()))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.line()).startsWith("SKEP-298 "));
    }
}
