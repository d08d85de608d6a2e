package io.skep.beehive.deploy.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.Deployment;
import io.skep.beehive.deploy.internal.feature.Shipped.Jar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.felix.framework.FrameworkFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;

class FeaturesTest {

    private static final List<String> BASE = List.of("base");
    private static final Jar EXPORTER = new Jar("exporter", "1.0.0", "Export-Package", "p;version=\"1.0\"");
    private static final Jar IMPORTER = new Jar("importer", "1.0.0", "Import-Package", "p;version=\"[1.0,2)\"");

    @TempDir
    Path temp;

    private Framework framework;
    private BundleContext context;
    private Shipped shipped;
    private Features features;

    @BeforeEach
    void start() throws BundleException, IOException {
        shipped = new Shipped(temp.resolve("home"));
        shipped.feature("base", List.of(), new Jar("a", "1.0.0"));
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        "org.osgi.framework.storage",
                        temp.resolve("cache").toString(),
                        "org.osgi.framework.startlevel.beginning",
                        "9",
                        "felix.log.level",
                        "0",
                        "skep.home",
                        shipped.home().toString(),
                        "skep.dir",
                        temp.resolve("dir").toString(),
                        "skep.features",
                        "base"));
        framework.start();
        context = framework.getBundleContext();
        FeatureFolders folders = FeatureFolders.of(context);
        new Installed(
                        temp.resolve("dir/felix-cache/features"),
                        temp.resolve("dir/features"),
                        new Catalog(shipped.home(), temp.resolve("dir/features")),
                        BASE)
                .write(shipped.features("base"), Set.of());
        features = folders.features(context, new Deployment(context));
        install("base");
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }

    private FeaturePlan install(String... names) {
        return apply(planner -> planner.install(List.of(names)));
    }

    private FeaturePlan update(String... names) {
        return apply(planner -> planner.update(List.of(names), false));
    }

    private FeaturePlan uninstall(String... names) {
        return apply(planner -> planner.uninstall(List.of(names), false));
    }

    private FeaturePlan apply(Features.Wish wish) {
        try {
            return features.apply(wish, false, false);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<String> bundles() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getBundleId() != 0)
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion()
                        + (bundle.getState() == Bundle.ACTIVE ? "" : " idle"))
                .sorted()
                .toList();
    }

    private static void assertRefused(ThrowingCallable call, String code, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SkepException.class,
                        e -> assertThat(e.line()).startsWith(code + " ").contains(words));
    }

    @Test
    void installsAFeatureByStartOrderAndRemembersIt() throws IOException {
        shipped.feature("extra", BASE, IMPORTER, EXPORTER);
        install("extra");
        assertThat(bundles()).containsExactly("a 1.0.0", "exporter 1.0.0", "importer 1.0.0");
        assertThat(context.getBundle("feature:g:importer")
                        .adapt(BundleStartLevel.class)
                        .getStartLevel())
                .isEqualTo(3);
        assertThat(features.installed()).containsOnlyKeys("base", "extra");
        assertThat(temp.resolve("dir/features/changes.properties")).content().contains("added=extra");
    }

    @Test
    void onlyShowsThePlanWhenRunDry() throws Exception {
        shipped.feature("extra", BASE, IMPORTER, EXPORTER);
        FeaturePlan plan = features.apply(planner -> planner.install(List.of("extra")), false, true);
        assertThat(plan.steps()).hasSize(2);
        assertThat(bundles()).containsExactly("a 1.0.0");
        assertThat(features.installed()).containsOnlyKeys("base");
    }

    @Test
    void touchesNothingWhenABundleWouldNotResolve() throws IOException {
        shipped.feature("extra", BASE, new Jar("b", "1.0.0"), IMPORTER);
        assertRefused(
                () -> install("extra"),
                "SKEP-292",
                "The feature extra was not installed: the bundle importer would not work, "
                        + "no bundle exports the package p that it imports");
        assertThat(bundles()).containsExactly("a 1.0.0");
        assertThat(context.getBundle("feature:g:a").getBundleId()).isEqualTo(1);
    }

    @Test
    void undoesAllWhenTheSecondBundleDoesNotStart() throws IOException {
        shipped.feature("extra", BASE, new Jar("b", "1.0.0"), Jar.active("c", "1.0.0", Refusing.class));
        assertRefused(
                () -> install("extra"),
                "SKEP-295",
                "The feature extra was not installed: the bundle c does not start: no licence. All is as it was before.");
        assertThat(bundles()).containsExactly("a 1.0.0");
        assertThat(features.installed()).containsOnlyKeys("base");
    }

    @Test
    void refusesAJarWhoseDigestIsAnother() throws IOException {
        shipped.feature("extra", BASE, new Jar("b", "1.0.0"), new Jar("c", "1.0.0"));
        Files.copy(
                temp.resolve("home/bundle/b-1.0.0.jar"),
                Files.newOutputStream(temp.resolve("home/bundle/c-1.0.0.jar")));
        assertRefused(() -> install("extra"), "SKEP-272", "c-1.0.0.jar of the feature extra");
        assertThat(bundles()).containsExactly("a 1.0.0");
    }

    @Test
    void uninstallsAFeatureAndKeepsWhatAnotherNeeds() throws IOException {
        shipped.feature("one", BASE, EXPORTER, IMPORTER);
        shipped.feature("two", BASE, EXPORTER, new Jar("c", "1.0.0"));
        install("one", "two");
        uninstall("one");
        assertThat(bundles()).containsExactly("a 1.0.0", "c 1.0.0", "exporter 1.0.0");
        uninstall("two");
        assertThat(bundles()).containsExactly("a 1.0.0");
        assertThat(features.installed()).containsOnlyKeys("base");
    }

    @Test
    void refusesToUninstallWhatTheRestCannotDoWithout() throws IOException, BundleException {
        shipped.feature("one", BASE, EXPORTER);
        shipped.feature("two", BASE, IMPORTER);
        install("one", "two");
        assertRefused(() -> uninstall("one"), "SKEP-292", "the bundle importer would not work");
        assertThat(bundles()).containsExactly("a 1.0.0", "exporter 1.0.0", "importer 1.0.0");
    }

    @Test
    void updatesAFeatureToWhatItsFileSaysNow() throws IOException {
        shipped.feature("extra", BASE, EXPORTER, IMPORTER, new Jar("old", "1.0.0"));
        install("extra");
        shipped.feature(
                "extra",
                BASE,
                new Jar("exporter", "1.1.0", "Export-Package", "p;version=\"1.1\""),
                IMPORTER,
                new Jar("new", "1.0.0"));
        update("extra");
        assertThat(bundles()).containsExactly("a 1.0.0", "exporter 1.1.0", "importer 1.0.0", "new 1.0.0");
        assertThat(update("extra").changesNothing()).isTrue();
    }

    @Test
    void bringsBackUpdatedAndUninstalledBundlesWhenTheUpdateFails() throws IOException {
        shipped.feature("extra", BASE, new Jar("b", "1.0.0"), new Jar("old", "1.0.0"));
        install("extra");
        shipped.feature("extra", BASE, new Jar("b", "2.0.0"), Jar.active("c", "1.0.0", Refusing.class));
        assertRefused(() -> update("extra"), "SKEP-295", "no licence. All is as it was before.");
        assertThat(bundles()).containsExactly("a 1.0.0", "b 1.0.0", "old 1.0.0");
        assertThat(features.installed().get("extra").bundles()).hasSize(2);
    }

    @Test
    void installsAFeatureFromElsewhereAndKeepsItsJarsForTheNextStart() throws IOException {
        Path file = Shipped.elsewhere(temp.resolve("there"), "mine", BASE, new Jar("m", "1.0.0"));
        String digest = Shipped.sha256(temp.resolve("there/m-1.0.0.jar"));
        install(file.toString());
        assertThat(bundles()).containsExactly("a 1.0.0", "m 1.0.0");
        assertThat(temp.resolve("dir/features/mine.json")).content().contains(digest + ".jar");
        assertThat(temp.resolve("dir/features/jars/" + digest + ".jar")).exists();

        uninstall("mine");
        assertThat(temp.resolve("dir/features/mine.json")).doesNotExist();
        assertThat(temp.resolve("dir/features/jars/" + digest + ".jar")).doesNotExist();
    }

    @Test
    void updatesAFeatureFromElsewhereByItsNewFile() throws IOException {
        install(Shipped.elsewhere(temp.resolve("there"), "mine", BASE, new Jar("m", "1.0.0"))
                .toString());
        update(Shipped.elsewhere(temp.resolve("newer"), "mine", BASE, new Jar("m", "1.1.0"))
                .toString());
        assertThat(bundles()).containsExactly("a 1.0.0", "m 1.1.0");
        assertThat(temp.resolve("dir/features/jars")).isDirectoryContaining("glob:**.jar");
    }

    @Test
    void asksForSignaturesOfWhatIsNotTheDistributions() throws Exception {
        shipped.feature("extra", BASE, new Jar("b", "1.0.0"));
        Path mine = Shipped.elsewhere(temp.resolve("there"), "mine", BASE, new Jar("m", "1.0.0"));
        enforceSignatures();
        assertRefused(() -> install(mine.toString()), "SKEP-270", "m-1.0.0.jar of the feature mine");
        install("extra");
        assertThat(bundles()).containsExactly("a 1.0.0", "b 1.0.0");
        assertThat(temp.resolve("dir/features/jars")).doesNotExist();
    }

    @Test
    void takesAnOlderVersionOnlyByForceWhenThePolicyEnforces() throws Exception {
        shipped.feature("extra", BASE, new Jar("b", "2.0.0"), new Jar("c", "1.0.0"));
        install("extra");
        shipped.feature("extra", BASE, new Jar("b", "1.0.0"), new Jar("c", "1.1.0"));
        enforceSignatures();
        assertRefused(() -> update("extra"), "SKEP-274", "b was not updated");
        assertThat(bundles()).containsExactly("a 1.0.0", "b 2.0.0", "c 1.0.0");
        features.apply(planner -> planner.update(List.of("extra"), true), true, false);
        assertThat(bundles()).containsExactly("a 1.0.0", "b 1.0.0", "c 1.1.0");
    }

    private void enforceSignatures() {
        System.setProperty("skep.deploy.signatures", "enforce");
        try {
            features = FeatureFolders.of(context).features(context, new Deployment(context));
        } finally {
            System.clearProperty("skep.deploy.signatures");
        }
    }

    @Test
    void isNotHinderedByABundleThatDidNotResolveBefore() throws IOException, BundleException {
        Path file = Shipped.elsewhere(temp.resolve("there"), "lost", BASE, IMPORTER);
        try (var in = Files.newInputStream(file.resolveSibling("importer-1.0.0.jar"))) {
            context.installBundle("by-hand", in);
        }
        shipped.feature("extra", BASE, new Jar("b", "1.0.0"));
        install("extra");
        assertThat(bundles()).containsExactly("a 1.0.0", "b 1.0.0", "importer 1.0.0 idle");
    }
}
