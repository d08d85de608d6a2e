package io.skep.beehive.deploy.internal.feature;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;

/**
 * A bundle as the rehearsal sees it: its manifest alone.
 *
 * @param location in the framework
 * @param headers of the manifest
 * @param wanted whether it has to resolve
 */
record Part(String location, Map<String, String> headers, boolean wanted) {

    /** A bundle that is installed; it has to resolve if it is resolved now. */
    static Part of(Bundle bundle) {
        Map<String, String> headers = new TreeMap<>();
        Dictionary<String, String> raw = bundle.getHeaders("");
        Collections.list(raw.keys()).forEach(name -> headers.put(name, raw.get(name)));
        return new Part(bundle.getLocation(), headers, bundle.getState() != Bundle.INSTALLED);
    }

    /** A jar that is to be installed. */
    static Part of(String location, JarFile jar) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        jar.getManifest().getMainAttributes().forEach((name, value) -> headers.put(name.toString(), value.toString()));
        return new Part(location, headers, true);
    }

    String symbolicName() {
        return headers.getOrDefault("Bundle-SymbolicName", location)
                .split(";", 2)[0]
                .strip();
    }

    boolean extendsTheFramework() {
        return headers.getOrDefault("Fragment-Host", "").startsWith("system.bundle");
    }

    /** What the resolver needs of the manifest: nothing in it runs. */
    Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((name, value) -> {
            if (name.startsWith("Bundle-")
                    || name.endsWith("-Package")
                    || name.endsWith("-Capability")
                    || name.equals("Fragment-Host")
                    || name.equals("Require-Bundle")) {
                main.putValue(name, value);
            }
        });
        main.remove(new Attributes.Name("Bundle-Activator"));
        main.remove(new Attributes.Name("Bundle-ClassPath"));
        return manifest;
    }
}
