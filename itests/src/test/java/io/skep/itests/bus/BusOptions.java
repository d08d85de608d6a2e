package io.skep.itests.bus;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackage;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import org.ops4j.pax.exam.Option;

/** The bundles that a bus needs in Felix. The test's own logback serves the framework too. */
public final class BusOptions {

    private BusOptions() {}

    public static Option bus() {
        return composite(
                systemPackage("org.slf4j;version=\"2.0.20\""),
                systemPackage("org.slf4j.event;version=\"2.0.20\""),
                systemProperty("skep.root").value(System.getProperty("skep.root")),
                bundle(Jars.library("org.osgi.util.function")),
                bundle(Jars.library("org.osgi.util.promise")),
                bundle(Jars.library("org.osgi.service.component")),
                bundle(Jars.library("org.apache.felix.configadmin")),
                bundle(Jars.library("org.apache.felix.scr")),
                bundle(Jars.built("beehive/api")),
                bundle(Jars.built("beehive/runtime")),
                junitBundles());
    }

    /** What dbtest and the shell need besides. */
    static Option jackson() {
        return composite(
                bundle(Jars.library("jackson-core")),
                bundle(Jars.library("jackson-annotations")),
                bundle(Jars.library("jackson-databind")),
                bundle(Jars.built("common/model")));
    }
}
