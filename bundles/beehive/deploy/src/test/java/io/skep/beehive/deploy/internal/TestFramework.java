package io.skep.beehive.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.osgi.service.url.AbstractURLStreamHandlerService;
import org.osgi.service.url.URLConstants;
import org.osgi.service.url.URLStreamHandlerService;

/** A real framework, with Declarative Services if wanted, in which the classes under test stand on the class path of the test. */
final class TestFramework {

    private final Framework framework;
    private final Map<String, byte[]> shipped = new HashMap<>();

    TestFramework(Path storage) throws BundleException, IOException {
        Map<String, Object> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", storage.toString());
        settings.put("org.osgi.framework.bsnversion", "multiple");
        settings.put("org.osgi.framework.system.packages.extra", packages());
        settings.put("felix.cache.locking", "false");
        settings.put("felix.log.level", "0");
        settings.put("ds.loglevel", "0");
        framework = new Felix(settings);
        framework.init();
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(URLConstants.URL_HANDLER_PROTOCOL, new String[] {"feature"});
        context().registerService(URLStreamHandlerService.class, new Shipped(), properties);
        framework.start();
    }

    private static String packages() throws IOException {
        StringBuilder packages = new StringBuilder();
        for (String name : List.of(
                "org.osgi.service.component-", "org.osgi.util.promise", "org.osgi.util.function", "slf4j-api")) {
            try (JarFile jar = new JarFile(jar(name).toFile())) {
                packages.append(packages.isEmpty() ? "" : ",")
                        .append(jar.getManifest().getMainAttributes().getValue("Export-Package"));
            }
        }
        return packages.toString();
    }

    private static Path jar(String name) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().startsWith(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not on the class path"));
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** Starts Declarative Services. */
    void startComponents() throws BundleException, IOException {
        try (InputStream in = Files.newInputStream(jar("org.apache.felix.scr"))) {
            context().installBundle("test:scr", in).start();
        }
    }

    /** Installs and starts a bundle as the launcher does with those of the features. */
    Bundle ship(String name, byte[] jar) throws BundleException {
        String location = Deployment.SHIPPED + "g:" + name;
        shipped.put(location, jar);
        Bundle bundle = context().installBundle(location, new ByteArrayInputStream(jar));
        bundle.start(Bundle.START_ACTIVATION_POLICY);
        return bundle;
    }

    Bundle start(String location, byte[] jar) throws BundleException {
        Bundle bundle = context().installBundle(location, new ByteArrayInputStream(jar));
        bundle.start();
        return bundle;
    }

    /** Version and state of all bundles of a name. */
    List<String> bundles(String name) {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .map(bundle -> bundle.getVersion() + (bundle.getState() == Bundle.ACTIVE ? " active" : " idle"))
                .sorted()
                .toList();
    }

    void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }

    static void await(String what, BooleanSupplier reached) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000L);
        }
    }

    /** The jars of the distribution. */
    private final class Shipped extends AbstractURLStreamHandlerService {

        @Override
        public URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(shipped.get(url.toExternalForm()));
                }
            };
        }
    }
}
