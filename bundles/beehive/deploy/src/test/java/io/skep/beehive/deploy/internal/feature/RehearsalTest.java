package io.skep.beehive.deploy.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {

    @TempDir
    Path temp;

    private Rehearsal rehearsal() {
        return new Rehearsal(
                new FrameworkFactory(),
                Map.of("org.osgi.framework.system.packages.extra", "org.example.system;version=\"1.0\""),
                temp);
    }

    private Map<String, String> lacks(Part... parts) {
        return rehearsal().lacks(List.of(parts), filter -> filter.contains("org.example.Launched"));
    }

    private static Part part(String name, boolean wanted, String... headers) {
        Map<String, String> all = new HashMap<>(
                Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", name, "Bundle-Version", "1.0.0"));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return new Part("feature:g:" + name, all, wanted);
    }

    private static Part needing(String name, String service) {
        return part(
                name,
                true,
                "Require-Capability",
                "osgi.service;filter:=\"(objectClass=" + service + ")\";effective:=active");
    }

    @Test
    void isContentWithASetThatResolvesAndLeavesNothingBehind() throws IOException {
        Part exporter = part("exporter", true, "Export-Package", "p;version=\"1.2\"");
        Part importer = part(
                "importer",
                true,
                "Import-Package",
                "p;version=\"[1.1,2)\",org.example.system",
                "Bundle-Activator",
                "not.there.Activator",
                "Bundle-ClassPath",
                "not-there.jar,.");
        assertThat(lacks(importer, exporter)).isEmpty();
        try (var left = Files.list(temp)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void namesThePackageThatABundleLacks() {
        Part exporter = part("exporter", true, "Export-Package", "p;version=\"1.0\"");
        Part importer = part("importer", true, "Import-Package", "p;version=\"[2.0,3)\"");
        assertThat(lacks(importer, exporter))
                .hasEntrySatisfying(
                        "feature:g:importer",
                        why -> assertThat(why).contains("no bundle exports the package p that it imports"))
                .hasSize(1);
    }

    @Test
    void namesTheJavaThatABundleLacks() {
        Part future = part("future", true, "Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"");
        assertThat(lacks(future).get("feature:g:future")).contains("(version=99)");
    }

    @Test
    void isNotConcernedAboutWhatDidNotResolveBefore() {
        assertThat(lacks(part("broken", false, "Import-Package", "nowhere"))).isEmpty();
    }

    @Test
    void namesTheServiceThatNobodyProvides() {
        Part provider = part(
                "provider", true, "Provide-Capability", "osgi.service;objectClass:List<String>=\"org.example.Given\"");
        assertThat(lacks(
                        provider,
                        needing("given", "org.example.Given"),
                        needing("launched", "org.example.Launched"),
                        needing("missing", "org.example.Missing")))
                .containsOnlyKeys("feature:g:missing")
                .hasEntrySatisfying(
                        "feature:g:missing", why -> assertThat(why).contains("(objectClass=org.example.Missing)"));
    }

    @Test
    void namesAFragmentWithoutHost() {
        assertThat(lacks(part("fragment", true, "Fragment-Host", "nobody")))
                .containsEntry("feature:g:fragment", "its host is not there");
    }
}
