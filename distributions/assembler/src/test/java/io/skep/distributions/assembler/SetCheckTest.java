package io.skep.distributions.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetCheckTest {

    @TempDir
    Path temp;

    private Path jar(String name, String... headers) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        for (int i = 0; i < headers.length; i += 2) {
            main.putValue(headers[i], headers[i + 1]);
        }
        Path file = temp.resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new JarEntry("OSGI-INF/a.xml"));
            jar.write(("<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" name=\"a\">"
                            + "<property name=\"beehive.module.name\" type=\"String\" value=\"websocket\"/>"
                            + "<property name=\"beehive.module.group\" type=\"String\" value=\"hub\"/></scr:component>")
                    .getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private static String needs(String service) {
        return "osgi.service;filter:=\"(objectClass=" + service + ")\";effective:=active";
    }

    private static void refused(List<Path> jars, LauncherError error, String words) {
        assertThatThrownBy(() -> SetCheck.check(jars))
                .isInstanceOfSatisfying(
                        LauncherException.class, e -> assertThat(e.error()).isEqualTo(error))
                .hasMessageContaining(words);
    }

    @Test
    void passesASetThatResolvesAndHasItsServices() throws IOException {
        Path user = jar(
                "user", "Import-Package", "p,org.slf4j;version=\"[2.0,3)\"", "Require-Capability", needs("p.Store"));
        Path provider = jar(
                "provider",
                "Export-Package",
                "p",
                "Provide-Capability",
                "osgi.service;objectClass:List<String>=\"p.Store,p.Other\"");
        assertThatCode(() -> SetCheck.check(List.of(user, provider))).doesNotThrowAnyException();
    }

    @Test
    void refusesASetInWhichAPackageIsMissing() throws IOException {
        refused(
                List.of(jar("user", "Import-Package", "p"), jar("other")),
                LauncherError.UNRESOLVED_SET,
                "The bundle user does not resolve: nobody provides the package p.");
    }

    @Test
    void refusesASetInWhichARequiredServiceIsMissingAndNamesItsUsers() throws IOException {
        refused(
                List.of(
                        jar("one", "Require-Capability", needs("p.Store")),
                        jar("two", "Require-Capability", needs("p.Store"))),
                LauncherError.SERVICE_MISSING,
                "(objectClass=p.Store) for one, two");
    }

    @Test
    void anOptionalServiceAndThoseOfTheLauncherMayBeMissing() throws IOException {
        Path one = jar("one", "Require-Capability", needs("p.Store") + ";resolution:=optional");
        Path two = jar("two", "Require-Capability", needs("org.osgi.service.log.LogService"));
        assertThatCode(() -> SetCheck.check(List.of(one, two))).doesNotThrowAnyException();
    }

    @Test
    void refusesAFileThatIsNoBundle() throws IOException {
        Path plain = temp.resolve("plain.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(plain))) {
            jar.putNextEntry(new JarEntry("x"));
        }
        refused(List.of(plain), LauncherError.UNRESOLVED_SET, "plain.jar");
    }

    @Test
    void leavesNothingInTheTemporaryFolder() throws IOException {
        long before = leftovers();
        SetCheck.check(List.of(jar("one")));
        assertThat(leftovers()).isEqualTo(before);
    }

    private static long leftovers() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("skep-assembler"))
                    .count();
        }
    }

    @Test
    void readsBeehiveModulesFromComponentDescriptions() throws IOException {
        assertThat(BeehiveModules.of(jar("hub", "Service-Component", "OSGI-INF/a.xml")))
                .containsExactly("websocket/hub");
        assertThat(BeehiveModules.of(jar("none"))).isEmpty();
    }
}
