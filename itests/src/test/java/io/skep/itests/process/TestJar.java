package io.skep.itests.process;

import io.skep.itests.bus.FailingModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Jars that a test puts into a running container, written aside and moved there. */
final class TestJar {

    private final Manifest manifest = new Manifest();
    private Class<?> module;
    private String beehiveName = "failing";
    private String beehiveGroup = "test";

    private TestJar() {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    }

    /** A jar that is no bundle. */
    static TestJar plain() {
        return new TestJar();
    }

    static TestJar bundle(String name) {
        return new TestJar()
                .with("Bundle-ManifestVersion", "2")
                .with("Bundle-SymbolicName", name)
                .with("Bundle-Version", "1.0.0");
    }

    /** A bundle with a module whose constructor throws. */
    static TestJar failingModule(String name) {
        return module(name, FailingModule.class);
    }

    /** A bundle with one module, whose Beehive name and group are {@code failing} and {@code test} or what {@link #as} says. */
    static TestJar module(String name, Class<?> module) {
        TestJar jar = bundle(name)
                .with(
                        "Import-Package",
                        "io.skep.beehive.api;version=\"[1.0,2)\",org.osgi.framework;version=\"[1.9,2)\"")
                .with(
                        "Require-Capability",
                        "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.4.0))\"")
                .with("Service-Component", "OSGI-INF/module.xml");
        jar.module = module;
        return jar;
    }

    /** The module's Beehive name and group. */
    TestJar as(String name, String group) {
        this.beehiveName = name;
        this.beehiveGroup = group;
        return this;
    }

    TestJar with(String header, String value) {
        manifest.getMainAttributes().putValue(header, value);
        return this;
    }

    void write(Path file) {
        try {
            Path part = Files.createTempFile(file.getParent(), "test", ".part");
            try (OutputStream out = Files.newOutputStream(part);
                    JarOutputStream jar = new JarOutputStream(out, manifest)) {
                if (module != null) {
                    addModule(jar);
                }
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addModule(JarOutputStream jar) throws IOException {
        String type = module.getName();
        String entry = type.replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(entry));
        try (InputStream in = module.getResourceAsStream("/" + entry)) {
            in.transferTo(jar);
        }
        jar.putNextEntry(new JarEntry("OSGI-INF/module.xml"));
        jar.write("""
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="%s" init="0">
                  <property name="beehive.module.name" type="String" value="%s"/>
                  <property name="beehive.module.group" type="String" value="%s"/>
                  <service><provide interface="io.skep.beehive.api.Module"/></service>
                  <implementation class="%s"/>
                </scr:component>
                """.formatted(beehiveName, beehiveName, beehiveGroup, type).getBytes(StandardCharsets.UTF_8));
    }
}
