package io.skep.distributions.assembler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Reads from a bundle's component descriptions which Beehive modules it brings, so that nobody keeps a list of them by hand. */
final class BeehiveModules {

    private BeehiveModules() {}

    /** {@code name/group} of each module, in the order of the component descriptions. */
    static List<String> of(Path jar) throws IOException {
        List<String> modules = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            String components = file.getManifest() == null
                    ? null
                    : file.getManifest().getMainAttributes().getValue("Service-Component");
            if (components == null) {
                return modules;
            }
            for (String name : components.split(",")) {
                ZipEntry entry = file.getEntry(name.strip());
                if (entry != null) {
                    try (InputStream in = file.getInputStream(entry)) {
                        add(parse(in), modules);
                    }
                }
            }
        }
        return modules;
    }

    private static void add(Document component, List<String> modules) {
        String name = property(component, "beehive.module.name");
        if (!name.isEmpty()) {
            modules.add(name + "/" + property(component, "beehive.module.group"));
        }
    }

    private static String property(Document component, String key) {
        NodeList properties = component.getElementsByTagName("property");
        for (int i = 0; i < properties.getLength(); i++) {
            if (properties.item(i) instanceof Element element
                    && element.getAttribute("name").equals(key)) {
                return element.getAttribute("value");
            }
        }
        return "";
    }

    private static Document parse(InputStream in) throws IOException {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(in);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("component description not read: " + e.getMessage(), e);
        }
    }
}
