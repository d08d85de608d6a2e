package io.skep.distributions.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.distributions.launcher.FrameworkSettings;
import io.skep.distributions.launcher.TestBundles;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.felix.framework.Felix;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceException;
import org.osgi.framework.launch.Framework;
import org.slf4j.MDC;

class ExplanationTest {

    @TempDir
    Path temp;

    private Framework framework;

    @BeforeEach
    void begin() throws BundleException {
        Map<String, Object> settings = new HashMap<>(FrameworkSettings.common(temp));
        settings.put("felix.log.level", "0");
        framework = new Felix(settings);
        framework.start();
    }

    @AfterEach
    void end() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }

    private Bundle install(String name, String... headers) throws BundleException {
        return framework
                .getBundleContext()
                .installBundle(name, new ByteArrayInputStream(TestBundles.bundle(name, "1.0.0", headers)));
    }

    private static String explained(Bundle bundle) {
        Throwable thrown = Assertions.catchThrowable(bundle::start);
        return Explanation.explain("bundle failed", thrown).orElseThrow();
    }

    @Test
    void leavesToOthersWhatTheyTell() {
        Logging.select();
        RuntimeException failure = new IllegalStateException("no broker");
        assertThat(Explanation.isToldElsewhere(failure)).isFalse();
        assertThat(Explanation.isToldElsewhere(new ServiceException("none", ServiceException.FACTORY_ERROR)))
                .isTrue();
        MDC.put("skep.reported", "a");
        try {
            assertThat(Explanation.isToldElsewhere(failure)).isTrue();
            assertThat(Explanation.isToldElsewhere(null)).isFalse();
        } finally {
            MDC.remove("skep.reported");
        }
    }

    @Test
    void namesTheMissingPackageWithItsVersion() throws BundleException {
        assertThat(explained(install("a", "Import-Package", "com.acme;version=\"[2,3)\"")))
                .isEqualTo(
                        "SKEP-110 The bundle a does not resolve: nobody provides the package com.acme from version 2.0.0."
                                + " Install a bundle that provides it: put into deploy/ as this one it starts this one too,"
                                + " else start it again in the shell.");
    }

    @Test
    void namesTheInnermostCauseOfAChain() throws BundleException {
        install("b", "Import-Package", "com.deep", "Export-Package", "com.middle");
        assertThat(explained(install("a", "Import-Package", "com.middle")))
                .contains("The bundle b does not resolve: nobody provides the package com.deep.");
    }

    @Test
    void namesTheJavaThatABundleNeeds() throws BundleException {
        assertThat(explained(install("a", "Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"")))
                .contains("The bundle a does not resolve: it needs Java 99.");
    }

    @Test
    void namesTheRequiredBundle() throws BundleException {
        assertThat(explained(install("a", "Require-Bundle", "org.other")))
                .contains("nobody provides the bundle org.other.");
    }

    @Test
    void tellsAnActivatorThatCannotBeLoaded() throws BundleException {
        assertThat(explained(install("a", "Bundle-Activator", "com.acme.None")))
                .startsWith("SKEP-111 ")
                .contains("com.acme.None");
    }

    @Test
    void tellsAComponentThatThrowsInItsConstructor() {
        Throwable thrown = new InvocationTargetException(new IllegalStateException("no disk."));
        assertThat(Explanation.explain(
                        "bundle io.acme.x:1.0.0 (12)[io.acme.x.Thing(3)] : Error during instantiation", thrown))
                .contains("SKEP-113 The component io.acme.x.Thing of bundle io.acme.x:1.0.0 could not be made:"
                        + " IllegalStateException: no disk. See scr:info in the shell; stop and start the bundle when the"
                        + " cause is gone.");
    }

    @Test
    void leavesOtherFailuresToTheirStackTrace() {
        assertThat(Explanation.explain("something else", new IllegalStateException("x")))
                .isEmpty();
    }
}
