package io.skep.beehive.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

class ReasonsTest {

    @Test
    void namesTheMissingPackage() {
        assertThat(Reasons.of(new BundleException(
                        "Unable to resolve io.x [5](R 5.0): missing requirement [io.x [5](R 5.0)] osgi.wiring.package; "
                                + "(osgi.wiring.package=no.such.api) Unresolved requirements: [[io.x [5](R 5.0)] "
                                + "osgi.wiring.package; (osgi.wiring.package=no.such.api)]")))
                .isEqualTo("no bundle exports the package no.such.api that it imports"
                        + " (osgi.wiring.package=no.such.api)");
    }

    @Test
    void namesTheInnermostOfSeveralMissingRequirements() {
        assertThat(Reasons.of(new BundleException(
                        "Unable to resolve a [1](R 1.0): missing requirement [a [1](R 1.0)] osgi.wiring.package; "
                                + "(&(osgi.wiring.package=b.api)(version>=1.0.0)) [caused by: Unable to resolve b [2](R 2.0):"
                                + " missing requirement [b [2](R 2.0)] osgi.ee; (&(osgi.ee=JavaSE)(version=99))]"
                                + " Unresolved requirements: [[a [1](R 1.0)] osgi.wiring.package; (x=y)]")))
                .isEqualTo("nothing provides what it requires, osgi.ee (&(osgi.ee=JavaSE)(version=99))");
    }

    @Test
    void givesTheInnermostCauseOfAnotherFailure() {
        assertThat(Reasons.of(new BundleException("outer", new IOException("no such file"))))
                .isEqualTo("no such file");
        assertThat(Reasons.of(new BundleException("x", new NullPointerException())))
                .isEqualTo("java.lang.NullPointerException");
        assertThat(Reasons.of(new BundleException("alone"))).isEqualTo("alone");
    }
}
