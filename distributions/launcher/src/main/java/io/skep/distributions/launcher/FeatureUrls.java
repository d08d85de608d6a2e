package io.skep.distributions.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import org.osgi.framework.BundleContext;
import org.osgi.service.url.AbstractURLStreamHandlerService;
import org.osgi.service.url.URLConstants;
import org.osgi.service.url.URLStreamHandlerService;

/**
 * Makes the locations of the features' bundles readable, so that {@code update} without an address takes the bundle's jar from the distribution as
 * it lies there now: the features are read anew each time.
 */
final class FeatureUrls extends AbstractURLStreamHandlerService {

    private final FeatureChoice choice;

    private FeatureUrls(FeatureChoice choice) {
        this.choice = choice;
    }

    static void register(BundleContext system, FeatureChoice choice) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(URLConstants.URL_HANDLER_PROTOCOL, new String[] {
            BundleStock.LOCATION.substring(0, BundleStock.LOCATION.length() - 1)
        });
        system.registerService(URLStreamHandlerService.class, new FeatureUrls(choice), properties);
    }

    /** The jar that a location stands for. */
    Path find(String location) throws IOException {
        return choice.read().bundles().stream()
                .filter(entry -> BundleStock.location(entry).equals(location))
                .map(choice::jar)
                .findFirst()
                .orElseThrow(() -> new IOException("no feature of " + choice.home() + " has the bundle " + location));
    }

    @Override
    public URLConnection openConnection(URL url) throws IOException {
        Path jar = find(url.toExternalForm());
        return new URLConnection(url) {
            @Override
            public void connect() {}

            @Override
            public InputStream getInputStream() throws IOException {
                return Files.newInputStream(jar);
            }
        };
    }
}
