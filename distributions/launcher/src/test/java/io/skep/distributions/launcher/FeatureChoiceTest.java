package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureChoiceTest {

    @TempDir
    Path temp;

    private Path home;
    private Path dir;

    @BeforeEach
    void ship() throws IOException {
        home = temp.resolve("home");
        dir = temp.resolve("dir");
        for (String folder :
                List.of("home/features", "home/bundle", "home/repo", "dir/features/jars", "dir/felix-cache")) {
            Files.createDirectories(temp.resolve(folder));
        }
        feature(home, "base", "");
        feature(home, "edge", "\"base\"");
        feature(home, "extra", "\"base\"");
        jar("home/bundle/base.jar");
        jar("home/bundle/edge.jar");
        jar("home/repo/extra.jar");
    }

    private void feature(Path folder, String name, String requires) throws IOException {
        Files.writeString(folder.resolve("features/" + name + ".json"), """
                {"id": "t:%1$s", "name": "all of %1$s", "extensions": {"requires-features": {"json": [%2$s]}},
                 "bundles": [{"id": "g:%1$s:1", "start-order": 1, "file": "%1$s.jar", "sha256": "1"}]}
                """.formatted(name, requires));
    }

    private void jar(String file) throws IOException {
        Files.writeString(temp.resolve(file), "jar");
    }

    private void changes(String text) throws IOException {
        Files.writeString(dir.resolve("features/changes.properties"), text);
    }

    private FeatureChoice choice() {
        return new FeatureChoice(home, dir, List.of("edge"));
    }

    private List<String> names() {
        return choice().read().features().stream().map(Feature::name).toList();
    }

    @Test
    void isWhatTheStartAsksForWhenNothingWasChanged() {
        assertThat(names()).containsExactly("base", "edge");
        assertThat(choice().read().features().getLast().title()).isEqualTo("all of edge");
    }

    @Test
    void hasWhatWasAddedFromTheDistributionAndFromElsewhere() throws IOException {
        changes("added=extra,own");
        feature(dir, "own", "\"base\"");
        jar("dir/features/jars/own.jar");

        assertThat(names()).containsExactly("base", "edge", "extra", "own");
        assertThat(choice().read().bundles())
                .extracting(choice()::jar)
                .containsExactly(
                        home.resolve("bundle/base.jar"),
                        home.resolve("bundle/edge.jar"),
                        home.resolve("repo/extra.jar"),
                        dir.resolve("features/jars/own.jar"));
    }

    @Test
    void isWithoutWhatWasRemoved() throws IOException {
        changes("removed=edge");
        assertThat(names()).containsExactly("base");
    }

    @Test
    void leavesOutWhatWasAddedAndIsGone() throws IOException {
        changes("added=gone,own,extra");
        feature(dir, "own", "");
        assertThat(names()).containsExactly("base", "edge", "extra");
    }

    @Test
    void takesADamagedRecordForNone() throws IOException {
        changes("added=\\u00zz");
        assertThat(names()).containsExactly("base", "edge");
    }

    @Test
    void failsWhenWhatTheStartAsksForIsGone() throws IOException {
        Files.delete(home.resolve("features/edge.json"));
        assertThatThrownBy(() -> choice().asked()).hasMessageContaining("edge.json");
    }

    @Test
    void notesWhatIsInstalledAndForgetsWhatWas() throws IOException {
        Path noted = Files.createDirectories(dir.resolve("felix-cache/features"));
        Files.writeString(noted.resolve("old.json"), "{}");
        choice().note(choice().read());
        assertThat(noted).isDirectoryContaining("glob:**base.json").isDirectoryNotContaining("glob:**old.json");
        assertThat(noted.resolve("edge.json")).hasSameTextualContentAs(home.resolve("features/edge.json"));
    }
}
