package io.skep.beehive.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.api.SteadyClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;

/** The swap protocol with bundles that have components and activators but no bus; itests has it with the bus. */
class SwapTest {

    @TempDir
    Path temp;

    private TestFramework framework;
    private TestLog log;
    private Deployment deployment;

    @BeforeEach
    void start() throws BundleException, IOException {
        framework = new TestFramework(temp.resolve("cache"));
        framework.startComponents();
        log = new TestLog();
        deployment = deployment(SignaturePolicy.OFF);
    }

    private Deployment deployment(SignaturePolicy policy) {
        return new Deployment(
                framework.context(),
                temp.resolve("jars"),
                new JarCheck(policy, new TrustStore(null, null), InstantSource.system()),
                new SwapTimes(Duration.ofSeconds(1), Duration.ofSeconds(5)),
                new SteadyClock(),
                InstantSource.system());
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        log.close();
        deployment.close();
        framework.close();
    }

    private StoredJar stored(byte[] jar) {
        return deployment.store().put(new ByteArrayInputStream(jar), "x.jar");
    }

    private void update(Bundle bundle, byte[] jar) throws BundleException {
        deployment.update(bundle, stored(jar), false, false);
    }

    private void assertTakenBack(Bundle bundle, byte[] jar, String why) {
        assertThatThrownBy(() -> update(bundle, jar))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(DeployError.ROLLED_BACK))
                .hasMessageContaining("from 1.0.0 to 2.0.0 was taken back: ")
                .hasMessageContaining(why)
                .hasMessageEndingWith(". Version 1.0.0 runs.");
        assertThat(framework.bundles("a")).containsExactly("1.0.0 active");
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("SKEP-277 ")
                .contains(why);
    }

    private static byte[] component(String version, Class<?> type, String references) {
        return TestBundles.withEntry(
                TestBundles.jar(
                        Map.of(
                                "Bundle-ManifestVersion",
                                "2",
                                "Bundle-SymbolicName",
                                "a",
                                "Bundle-Version",
                                version,
                                "Service-Component",
                                "OSGI-INF/c.xml"),
                        type),
                "OSGI-INF/c.xml",
                ("<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" name=\"c\" immediate=\"true\">"
                                + "<implementation class=\"" + type.getName() + "\"/>" + references
                                + "</scr:component>")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String needs(String service) {
        return "<reference name=\"needed\" interface=\"" + service + "\"/>";
    }

    @Test
    void replacesARunningBundleAndKeepsItsSettings() throws BundleException {
        Bundle bundle = framework.start("test:a", TestBundles.bundle("a", "1.0.0"));
        update(bundle, TestBundles.bundle("a", "2.0.0"));
        assertThat(framework.bundles("a")).containsExactly("2.0.0 active");
        assertThat(bundle.adapt(org.osgi.framework.startlevel.BundleStartLevel.class)
                        .isPersistentlyStarted())
                .isTrue();
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void givesAStoppedBundleItsNewContentsAndDoesNotStartIt() throws BundleException {
        Bundle bundle = framework.start("test:a", TestBundles.bundle("a", "1.0.0"));
        bundle.stop();
        update(bundle, TestBundles.bundle("a", "2.0.0"));
        assertThat(framework.bundles("a")).containsExactly("2.0.0 idle");
    }

    @Test
    void takesAVersionBackThatDoesNotResolve() throws BundleException {
        Bundle bundle = framework.start("test:a", TestBundles.bundle("a", "1.0.0"));
        assertTakenBack(
                bundle,
                TestBundles.bundle("a", "2.0.0", "Import-Package", "no.such.api"),
                "no bundle exports the package no.such.api");
    }

    @Test
    void takesAVersionBackWhoseActivatorThrows() throws BundleException {
        Bundle bundle = framework.start("test:a", TestBundles.bundle("a", "1.0.0"));
        byte[] bad = TestBundles.jar(
                Map.of(
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        "a",
                        "Bundle-Version",
                        "2.0.0",
                        "Bundle-Activator",
                        BadActivator.class.getName(),
                        "Import-Package",
                        "org.osgi.framework"),
                BadActivator.class);
        assertTakenBack(bundle, bad, "it does not start: the port is taken");
    }

    @Test
    void takesAVersionBackWhoseComponentThrows() throws BundleException {
        Bundle bundle = framework.start("test:a", component("1.0.0", GoodComponent.class, ""));
        assertTakenBack(
                bundle,
                component("2.0.0", BadComponent.class, ""),
                "its component c could not be made: IllegalStateException: the address is empty");
    }

    @Test
    void takesAVersionBackWhoseComponentWaitsForWhatNobodyOffers() throws BundleException {
        ServiceRegistration<?> needed = framework.context().registerService(Runnable.class, () -> {}, null);
        Bundle bundle = framework.start("test:a", component("1.0.0", GoodComponent.class, needs("java.lang.Runnable")));
        assertTakenBack(
                bundle,
                component("2.0.0", GoodComponent.class, needs("java.util.concurrent.Callable")),
                "its component c waits for the service of its reference needed after 1 s");
        needed.unregister();
    }

    @Test
    void asksNoMoreOfTheNewVersionThanTheOldOneDid() throws BundleException {
        Bundle bundle = framework.start("test:a", component("1.0.0", GoodComponent.class, needs("java.lang.Runnable")));
        update(bundle, component("2.0.0", GoodComponent.class, needs("java.util.concurrent.Callable")));
        assertThat(framework.bundles("a")).containsExactly("2.0.0 active");
    }

    @Test
    void goesBackFromABadVersionToOneThatWasBadBefore() throws BundleException {
        Bundle bundle = framework.start("test:a", component("1.0.0", BadComponent.class, ""));
        assertTakenBack(bundle, component("2.0.0", BadComponent.class, ""), "the address is empty");
    }

    @Test
    void leavesABundleStoppedThatWorksInNoVersion() throws BundleException {
        ServiceRegistration<?> needed = framework.context().registerService(Runnable.class, () -> {}, null);
        Bundle bundle = framework.start("test:a", component("1.0.0", GoodComponent.class, needs("java.lang.Runnable")));
        framework.context().addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.UPDATED && needed.getReference() != null) {
                needed.unregister();
            }
        });
        StoredJar next = stored(component("2.0.0", BadComponent.class, ""));
        assertThatThrownBy(() -> deployment.update(bundle, next, false, false))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(DeployError.ROLLBACK_FAILED))
                .hasMessageContaining("the address is empty; and version 1.0.0 does not run again")
                .hasMessageEndingWith("The bundle is stopped.");
        assertThat(framework.bundles("a")).containsExactly("1.0.0 idle");
        assertThat(log.warnings()).singleElement().asString().startsWith("SKEP-278 ");
    }

    @Test
    void wiresNobodyAnewForAnUpdateOfABundleWithoutUsers() throws BundleException {
        Bundle other = framework.start("test:b", TestBundles.bundle("b", "1.0.0"));
        Bundle bundle = framework.start("test:a", TestBundles.bundle("a", "1.0.0"));
        List<String> events = new CopyOnWriteArrayList<>();
        framework.context().addFrameworkListener(event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                events.add("refreshed");
            }
        });
        framework.context().addBundleListener((SynchronousBundleListener) event -> {
            if (event.getBundle().equals(other)) {
                events.add("event of the other one");
            }
        });
        deployment.update(bundle, stored(TestBundles.bundle("a", "2.0.0")), false, true);
        assertThat(events)
                .as("the framework drops the old revision of the bundle itself")
                .containsExactly("refreshed");
    }

    @Test
    void wiresUsersToANewVersionWhenAskedTo() throws BundleException {
        Bundle giver = framework.start("test:g", TestBundles.bundle("g", "1.0.0", "Export-Package", "given"));
        Bundle user = framework.start("test:u", TestBundles.bundle("u", "1.0.0", "Import-Package", "given"));
        List<Integer> events = new ArrayList<>();
        framework.context().addBundleListener((SynchronousBundleListener) event -> {
            if (event.getBundle().equals(user)) {
                events.add(event.getType());
            }
        });
        byte[] next = TestBundles.bundle("g", "2.0.0", "Export-Package", "given");
        deployment.update(giver, stored(next), false, false);
        assertThat(events).isEmpty();
        deployment.update(giver, stored(TestBundles.bundle("g", "3.0.0", "Export-Package", "given")), false, true);
        assertThat(events).contains(BundleEvent.STOPPED, BundleEvent.STARTED);
        assertThat(framework.bundles("u")).containsExactly("1.0.0 active");
        assertThat(framework.bundles("g")).containsExactly("3.0.0 active");
    }
}
