package io.skep.itests.deploy;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import io.skep.itests.bus.BusOptions;
import io.skep.itests.bus.Jars;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.tinybundles.TinyBundle;
import org.ops4j.pax.tinybundles.TinyBundles;

/** A bus with the deploy bundle in Felix, a folder for jars, and the makers of these. */
final class DeployOptions {

    /** System property with the folder of the test's jars. */
    static final String FOLDER = "skep.itests.deploy";

    private DeployOptions() {}

    static Path folder() {
        return Path.of(System.getProperty(FOLDER));
    }

    static Path makeFolder() throws IOException {
        Path folder = Files.createTempDirectory("skep-it");
        System.setProperty(FOLDER, folder.toString());
        return folder;
    }

    static Option deploy(Path folder) {
        return composite(
                BusOptions.bus(),
                systemProperty(FOLDER).value(folder.toString()),
                frameworkProperty("org.osgi.framework.bsnversion").value("multiple"),
                frameworkProperty("skep.dir").value(folder.resolve("state").toString()),
                frameworkProperty("skep.deploy.probation").value("6"),
                bundle(Jars.library("org.apache.felix.gogo.runtime")),
                bundle(Jars.library("jackson-core")),
                bundle(Jars.library("jackson-annotations")),
                bundle(Jars.library("jackson-databind")),
                bundle(Jars.built("beehive/deploy")));
    }

    /** Writes a bundle with a component. */
    static Path module(Path folder, String name, String version, Class<?> component) {
        return write(folder, name, version, TinyBundles.bundle().addClass(component));
    }

    /** Writes a bundle with an activator. */
    static Path activator(Path folder, String name, String version, Class<?> activator) {
        return write(
                folder,
                name,
                version,
                TinyBundles.bundle().addClass(activator).setHeader("Bundle-Activator", activator.getName()));
    }

    /** Writes a bundle with nothing but padding, so that it takes a while to copy. */
    static Path empty(Path folder, String name, String version) {
        return write(
                folder,
                name,
                version,
                TinyBundles.bundle().addClass(TrialModule.class).setHeader("-dsannotations", "!*"));
    }

    private static Path write(Path folder, String name, String version, TinyBundle bundle) {
        Path file = folder.resolve(name + "-" + version + ".jar");
        try (InputStream jar = bundle.setHeader("Bundle-SymbolicName", name)
                .setHeader("Bundle-Version", version)
                .setHeader("Export-Package", "!*")
                .build(TinyBundles.bndBuilder())) {
            Files.createDirectories(folder);
            Files.copy(jar, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
