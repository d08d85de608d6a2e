package io.skep.beehive.deploy.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.deploy.internal.feature.Shipped.Jar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class PlannerTest {

    private static final Jar A = new Jar("a", "1.0.0");
    private static final Jar B = new Jar("b", "1.0.0");
    private static final Jar C = new Jar("c", "1.0.0");
    private static final List<String> BASE = List.of("base");

    @TempDir
    Path temp;

    private final Map<String, Feature> installed = new TreeMap<>();
    private final Map<String, Version> present = new HashMap<>();
    private Shipped shipped;

    @BeforeEach
    void ship() throws IOException {
        shipped = new Shipped(temp.resolve("home"));
        shipped.feature("base", List.of(), A);
        shipped.feature("edge", BASE, B);
        shipped.feature("extra", List.of("edge"), B, C);
        installed("base", "edge");
    }

    private void installed(String... names) {
        for (Feature feature : shipped.features(names)) {
            installed.put(feature.name(), feature);
            feature.bundles().forEach(entry -> present.put(entry.location(), Version.valueOf("1.0.0")));
        }
    }

    private Planner planner() {
        return new Planner(
                new Catalog(shipped.home(), temp.resolve("own")),
                installed,
                location -> Optional.ofNullable(present.get(location)));
    }

    private static List<String> steps(FeaturePlan plan) {
        return plan.steps().stream()
                .map(step -> step.kind() + " " + step.entry().artifact() + " "
                        + step.entry().version())
                .toList();
    }

    private static List<String> after(FeaturePlan plan) {
        return plan.after().stream().map(Offer::name).toList();
    }

    @Test
    void installsWhatIsNotThereYet() {
        FeaturePlan plan = planner().install(List.of("extra"));
        assertThat(steps(plan)).containsExactly("INSTALL c 1.0.0");
        assertThat(after(plan)).containsExactly("base", "edge", "extra");
        assertThat(plan.foreign()).isEmpty();
    }

    @Test
    void installsWhatAFeatureRequires() {
        installed.remove("edge");
        present.remove("feature:g:b");
        FeaturePlan plan = planner().install(List.of("extra"));
        assertThat(steps(plan)).containsExactlyInAnyOrder("INSTALL b 1.0.0", "INSTALL c 1.0.0");
        assertThat(after(plan)).contains("edge");
    }

    @Test
    void completesAnInstalledFeatureThatLacksABundle() {
        present.remove("feature:g:b");
        assertThat(steps(planner().install(List.of("edge")))).containsExactly("INSTALL b 1.0.0");
        present.put("feature:g:b", Version.valueOf("1.0.0"));
        assertThat(planner().install(List.of("edge")).changesNothing()).isTrue();
    }

    @Test
    void keepsABundleThatIsThereWithOtherContent() throws IOException {
        shipped.feature("extra", BASE, new Jar("b", "2.0.0"), C);
        assertThat(steps(planner().install(List.of("extra")))).containsExactly("INSTALL c 1.0.0");
    }

    @Test
    void installsAFeatureFromElsewhereUnlessItsNameIsTaken() throws IOException {
        Path mine = Shipped.elsewhere(temp.resolve("there"), "mine", BASE, C);
        FeaturePlan plan = planner().install(List.of(mine.toString()));
        assertThat(steps(plan)).containsExactly("INSTALL c 1.0.0");
        assertThat(plan.foreign()).containsExactly("mine");

        Path taken = Shipped.elsewhere(temp.resolve("there"), "edge", BASE, C);
        assertThatThrownBy(() -> planner().install(List.of(taken.toString())))
                .hasMessageContaining("there is another one of that name");
    }

    @Test
    void uninstallsWhatNoOtherFeatureNeeds() {
        installed("extra");
        FeaturePlan plan = planner().uninstall(List.of("extra"), false);
        assertThat(steps(plan)).containsExactly("UNINSTALL c 1.0.0");
        assertThat(after(plan)).containsExactly("base", "edge");
    }

    @Test
    void refusesToUninstallWhatAnotherFeatureRequiresUnlessForced() {
        installed("extra");
        assertThatThrownBy(() -> planner().uninstall(List.of("edge"), false))
                .hasMessage("The feature edge was not uninstalled: extra needs it.");
        assertThat(after(planner().uninstall(List.of("edge"), true))).containsExactly("base", "extra");
        assertThat(steps(planner().uninstall(List.of("edge", "extra"), false)))
                .containsExactlyInAnyOrder("UNINSTALL b 1.0.0", "UNINSTALL c 1.0.0");
    }

    @Test
    void neverUninstallsBaseNorWhatIsNotInstalled() {
        assertThatThrownBy(() -> planner().uninstall(BASE, true)).hasMessageContaining("base cannot be uninstalled");
        assertThatThrownBy(() -> planner().uninstall(List.of("extra"), true))
                .hasMessage("The feature extra is not installed.");
    }

    @Test
    void updatesWhatDiffersInstallsWhatIsNewAndUninstallsWhatIsNoLongerNamed() throws IOException {
        installed("extra");
        shipped.feature("extra", List.of("edge"), new Jar("c", "2.0.0"), new Jar("d", "1.0.0"));
        shipped.feature("edge", BASE, new Jar("e", "1.0.0"));
        assertThat(steps(planner().update(List.of("extra"), false)))
                .as("b stays, because edge has it still")
                .containsExactlyInAnyOrder("UPDATE c 2.0.0", "INSTALL d 1.0.0");
        assertThat(steps(planner().update(List.of(), false)))
                .containsExactlyInAnyOrder("UPDATE c 2.0.0", "INSTALL d 1.0.0", "INSTALL e 1.0.0", "UNINSTALL b 1.0.0");
    }

    @Test
    void updatesNothingWhenNothingDiffers() {
        assertThat(planner().update(List.of(), false).changesNothing()).isTrue();
        assertThatThrownBy(() -> planner().update(List.of("extra"), false))
                .hasMessage("The feature extra is not installed.");
    }

    @Test
    void putsBackByForceWhatRunsInAnotherVersion() {
        installed("extra");
        present.put("feature:g:c", Version.valueOf("0.9.0"));
        assertThat(planner().update(List.of(), false).changesNothing()).isTrue();
        assertThat(steps(planner().update(List.of(), true))).containsExactly("UPDATE c 1.0.0");
    }

    @Test
    void leavesAnInstalledFeatureAloneThatIsGoneFromTheDistribution() throws IOException {
        Files.delete(temp.resolve("home/features/edge.json"));
        assertThat(planner().update(List.of(), false).changesNothing()).isTrue();
        assertThat(steps(planner().uninstall(List.of("edge"), false))).containsExactly("UNINSTALL b 1.0.0");
    }
}
