package io.skep.itests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.itests.bus.ShellClient.Result;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole features come, change and go in the edgecore that is shipped. Each test leaves the container as it found it. */
class FeatureIT {

    private static final String ECHO = "io.skep.demo.echo";

    @TempDir
    private static Path temp;

    private static FeatureEdge edge;

    @BeforeAll
    static void start() throws IOException {
        edge = FeatureEdge.start(temp);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static FeatureFiles feature(String folder, String name) throws IOException {
        return new FeatureFiles(temp.resolve(folder), name);
    }

    private static Path shippedEcho() throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(edge.home().resolve("repo"), ECHO + "-*.jar")) {
            return jars.iterator().next();
        }
    }

    private static void assertRefusedWithNothingChanged(Path file, String code, String... words) {
        List<String> before = edge.snapshot();
        Result result = edge.run("feature:install " + file);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).hasLineCount(1).startsWith(code + " ").contains(words);
        assertThat(edge.snapshot()).isEqualTo(before);
    }

    @Test
    void aFeatureOfTheDistributionIsInstalledServesAndGoesAgain() throws IOException {
        assertThat(edge.ok("feature:list")).containsPattern("echo +available").containsPattern("edgecore +installed");
        assertThat(edge.ok("feature:install --dry-run echo")).contains(ECHO);
        assertThat(edge.ok("beehive:list")).doesNotContainPattern("(?m)^echo +demo +RUNNING");

        assertThat(edge.ok("feature:install echo")).containsPattern("install +" + ECHO);
        assertThat(edge.ok("feature:list")).containsPattern("echo +installed");
        assertThat(edge.ok("beehive:call echo query hello there")).contains("there (echo ");
        assertThat(edge.ok("feature:install echo")).contains("no bundle has to be changed");

        edge.ok("feature:uninstall echo");
        assertThat(edge.ok("lb")).doesNotContain(ECHO);
        assertThat(edge.run("beehive:send echo query hello there").err()).startsWith("SKEP-201 ");
        assertThat(edge.logged("features [echo]")).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void whatIsInstalledIsThereAfterARestartAndWhatIsNotIsNot() throws IOException {
        Path mine = feature("mine", "mine").bundle("test.mine").write();
        edge.ok("feature:install echo " + mine);
        Files.delete(mine);
        edge.restart();
        assertThat(edge.ok("feature:list"))
                .containsPattern("echo +installed")
                .containsPattern("mine +installed")
                .containsPattern("demo +available");
        assertThat(edge.ok("lb test.mine")).contains("Active");
        assertThat(edge.ok("beehive:call echo query hello again")).contains("again (echo ");

        edge.ok("feature:uninstall echo mine");
        edge.restart();
        assertThat(edge.ok("feature:list")).containsPattern("echo +available").doesNotContain("mine");
        assertThat(edge.ok("lb")).doesNotContain("test.mine", ECHO);
    }

    @Test
    void anUpdateTakesTheJarThatTheFeatureFileNamesNow() throws IOException {
        edge.ok("feature:install echo");
        Path shipped = edge.home().resolve("features/echo.json");
        Path kept = Files.copy(shipped, temp.resolve("echo.json.kept"), StandardCopyOption.REPLACE_EXISTING);
        Path rebuilt = temp.resolve("rebuilt");
        feature("rebuilt", "echo").rebuilt(ECHO, shippedEcho(), "9.1.0");
        Path jar = Files.copy(rebuilt.resolve(ECHO + "-9.1.0.jar"), edge.home().resolve("repo/" + ECHO + "-9.1.0.jar"));
        Files.writeString(
                shipped,
                Files.readString(kept)
                        .replace(
                                shippedEcho().getFileName().toString(),
                                jar.getFileName().toString())
                        .replaceAll("\"sha256\":\"[0-9a-f]{64}\"", "\"sha256\":\"" + FeatureFiles.sha256(jar) + "\""));

        assertThat(edge.ok("feature:update echo")).containsPattern("update +" + ECHO);
        assertThat(edge.ok("beehive:call echo query hello new")).contains("new (echo 9.1.0)");
        assertThat(edge.ok("feature:update")).contains("no bundle has to be changed");

        Files.move(kept, shipped, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(jar);
        edge.ok("feature:update --force echo");
        assertThat(edge.ok("beehive:call echo query hello old")).doesNotContain("9.1.0");
        edge.ok("feature:uninstall echo");
    }

    @Test
    void aFeatureFromElsewhereTellsItsModulesToTheNextStartAndIsUpdatedByItsNewFile() throws IOException {
        Path first = feature("greeter-1", "greeter")
                .rebuilt(ECHO, shippedEcho(), "1.0.0")
                .write();
        Path second = feature("greeter-2", "greeter")
                .rebuilt(ECHO, shippedEcho(), "2.0.0")
                .write();
        edge.ok("feature:install " + first);
        assertThat(edge.state().resolve("features/greeter.json")).content().contains("echo/demo");
        assertThat(edge.run("feature:install " + second).err()).startsWith("SKEP-297 ");
        edge.ok("feature:update " + second);
        assertThat(edge.ok("beehive:call echo query hello new")).contains("new (echo 2.0.0)");

        edge.ok("feature:uninstall greeter greeter");
        assertThat(edge.state().resolve("features/greeter.json")).doesNotExist();
        assertThat(edge.state().resolve("features/jars")).isEmptyDirectory();
    }

    @Test
    void aFeatureThatDoesNotResolveTouchesNothing() throws IOException {
        Path file = feature("unresolved", "unresolved")
                .bundle("test.fine")
                .bundle("test.lost", "Import-Package", "org.example.nowhere;version=\"[1,2)\"")
                .write();
        assertRefusedWithNothingChanged(file, "SKEP-292", "the bundle test.lost would not work", "org.example.nowhere");
    }

    @Test
    void aFeatureWhoseServiceNobodyProvidesTouchesNothing() throws IOException {
        Path file = feature("unserved", "unserved")
                .bundle(
                        "test.unserved",
                        "Require-Capability",
                        "osgi.service;filter:=\"(objectClass=org.example.Nobody)\";effective:=active")
                .write();
        assertRefusedWithNothingChanged(file, "SKEP-292", "the bundle test.unserved", "org.example.Nobody");
    }

    @Test
    void aFeatureWhoseSecondBundleDoesNotStartIsUndone() throws IOException {
        Path file = feature("refusing", "refusing")
                .bundle("test.fine")
                .refusing("test.refusing")
                .write();
        List<String> before = edge.snapshot();
        Result result = edge.run("feature:install " + file);
        assertThat(result.err())
                .hasLineCount(1)
                .startsWith("SKEP-295 ")
                .contains("the bundle test.refusing does not start: no licence. All is as it was before.");
        assertThat(edge.snapshot()).isEqualTo(before);
        assertThat(edge.logged("test.refusing does not start")).hasSize(1);
    }

    @Test
    void aFeatureWhoseModuleDoesNotComeUpIsUndone() throws IOException {
        Path file = feature("failing", "failing")
                .bundle("test.fine")
                .failing("test.failing")
                .write();
        Result result = edge.run("feature:install " + file);
        assertThat(result.err()).startsWith("SKEP-295 ").contains("test.failing", "the broker address is empty");
        assertThat(edge.ok("lb")).doesNotContain("test.f");
        assertThat(edge.ok("feature:list")).doesNotContain("failing");
    }

    @Test
    void aJarThatIsNotTheOneOfTheFeatureFileIsRefused() throws IOException {
        Path file = feature("altered", "altered").bundle("test.altered").write();
        feature("altered", "altered").bundle("test.altered", "Bundle-Name", "somebody else's");
        assertRefusedWithNothingChanged(file, "SKEP-272", "test.altered");
    }

    @Test
    void whatOthersNeedStays() {
        assertThat(edge.run("feature:uninstall link").err())
                .startsWith("SKEP-293 ")
                .contains("edgecore, quic need it");
        assertThat(edge.run("feature:uninstall --force link").err())
                .startsWith("SKEP-292 ")
                .contains("would not work");
        assertThat(edge.run("feature:uninstall base").err()).startsWith("SKEP-294 ");
    }
}
