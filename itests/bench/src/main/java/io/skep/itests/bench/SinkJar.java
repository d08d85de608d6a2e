package io.skep.itests.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes the bundle of {@link SinkModule}: a declarative service as every module of Skep is one. */
final class SinkJar {

    static final String NAME = "io.skep.itests.bench.sink";
    private static final String CLASS = SinkModule.class.getName().replace('.', '/') + ".class";
    private static final String COMPONENT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="io.skep.itests.bench.sink">
              <property name="beehive.module.name" value="sink"/>
              <property name="beehive.module.group" value="sink"/>
              <service><provide interface="io.skep.beehive.api.Module"/></service>
              <reference name="counter" interface="java.util.function.Consumer" bind="bind" target="(counter=sink)"/>
              <implementation class="io.skep.itests.bench.SinkModule"/>
            </scr:component>
            """;

    private SinkJar() {}

    static InputStream version(int number) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", NAME);
        main.putValue("Bundle-Version", "1.0." + number);
        main.putValue("Import-Package", "io.skep.beehive.api");
        main.putValue("Service-Component", "OSGI-INF/sink.xml");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
                InputStream code = SinkJar.class.getClassLoader().getResourceAsStream(CLASS)) {
            jar.putNextEntry(new JarEntry(CLASS));
            code.transferTo(jar);
            jar.putNextEntry(new JarEntry("OSGI-INF/sink.xml"));
            jar.write(COMPONENT.getBytes(StandardCharsets.UTF_8));
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
