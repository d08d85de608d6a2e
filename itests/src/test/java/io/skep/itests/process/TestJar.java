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
    private boolean failing;

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
        TestJar jar = bundle(name)
                .with("Import-Package", "io.skep.beehive.api;version=\"[1.0,2)\"")
                .with(
                        "Require-Capability",
                        "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.4.0))\"")
                .with("Service-Component", "OSGI-INF/failing.xml");
        jar.failing = true;
        return jar;
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
                if (failing) {
                    addFailingModule(jar);
                }
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addFailingModule(JarOutputStream jar) throws IOException {
        String type = FailingModule.class.getName();
        String entry = type.replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(entry));
        try (InputStream in = FailingModule.class.getResourceAsStream("/" + entry)) {
            in.transferTo(jar);
        }
        jar.putNextEntry(new JarEntry("OSGI-INF/failing.xml"));
        jar.write("""
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="failing" init="0">
                  <property name="beehive.module.name" type="String" value="failing"/>
                  <property name="beehive.module.group" type="String" value="test"/>
                  <service><provide interface="io.skep.beehive.api.Module"/></service>
                  <implementation class="%s"/>
                </scr:component>
                """.formatted(type).getBytes(StandardCharsets.UTF_8));
    }
}
