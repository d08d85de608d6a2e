package io.skep.beehive.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

class JarStoreTest {

    @TempDir
    Path temp;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private StoredJar put(byte[] jar) {
        return new JarStore(temp.resolve("jars"), () -> now).put(new ByteArrayInputStream(jar), "here.jar");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(temp.resolve("jars"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void keepsAJarUnderItsDigestOnceAndLeavesNothingBeside() throws IOException {
        byte[] bytes = TestBundles.bundle("a", "1.2.0");
        StoredJar jar = put(bytes);
        assertThat(put(bytes).file()).isEqualTo(jar.file());
        assertThat(jar.symbolicName()).isEqualTo("a");
        assertThat(jar.version()).isEqualTo(new Version("1.2.0"));
        assertThat(jar.origin()).isEqualTo("here.jar");
        assertThat(files()).containsExactly(jar.sha256() + ".jar");
        assertThat(jar.file()).hasBinaryContent(bytes);
    }

    @Test
    void readsTheNameWithoutItsDirectives() {
        assertThat(put(TestBundles.bundle("b; singleton:=true", "1.0.0")).symbolicName())
                .isEqualTo("b");
    }

    @Test
    void refusesWhatIsNoBundleAndKeepsNothingOfIt() throws IOException {
        assertRefused("no jar".getBytes(StandardCharsets.UTF_8), "it is no jar");
        assertRefused(new byte[0], "it is no jar (it is empty)");
        assertRefused(TestBundles.jar(java.util.Map.of()), "no Bundle-SymbolicName");
        assertRefused(TestBundles.bundle("a", "one"), "here.jar is no bundle");
        byte[] damaged = TestBundles.jar(java.util.Map.of("Bundle-SymbolicName", "a"), JarStoreTest.class);
        damaged[damaged.length / 2] ^= 1;
        assertRefused(damaged, "here.jar is no bundle");
        assertThat(files()).isEmpty();
    }

    private void assertRefused(byte[] jar, String why) {
        assertThatThrownBy(() -> put(jar))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(DeployError.NO_BUNDLE))
                .hasMessageContaining(why);
    }

    @Test
    void takesNoMoreThanItsLimit() throws IOException {
        InputStream endless =
                new SequenceInputStream(new ByteArrayInputStream(TestBundles.bundle("a", "1.0.0")), new InputStream() {
                    @Override
                    public int read() {
                        return 0;
                    }
                });
        assertThatThrownBy(() -> new JarStore(temp.resolve("jars"), () -> now).put(endless, "endless"))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(DeployError.TOO_LARGE));
        assertThat(files()).isEmpty();
    }

    @Test
    void saysWhenItsFolderCannotBeUsed() throws IOException {
        Files.writeString(temp.resolve("jars"), "in the way");
        assertThatThrownBy(() -> put(TestBundles.bundle("a", "1.0.0")))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(DeployError.STORE_FAILED))
                .hasMessageContaining("here.jar");
    }

    @Test
    void deletesAllButWhatIsNeeded() throws IOException {
        StoredJar first = put(TestBundles.bundle("a", "1.0.0"));
        put(TestBundles.bundle("b", "1.0.0"));
        Files.writeString(temp.resolve("jars/incoming1.part"), "half");
        JarStore store = new JarStore(temp.resolve("jars"), () -> now);
        store.prune(Set.of(first.sha256()), Instant.MAX);
        assertThat(files()).containsExactly(first.sha256() + ".jar");
        assertThat(store.find(first.sha256()).orElseThrow().symbolicName()).isEqualTo("a");
        assertThat(store.find("00")).isEmpty();
    }

    @Test
    void keepsWhatWasPutThereOfLate() throws IOException {
        StoredJar jar = put(TestBundles.bundle("a", "1.0.0"));
        Files.setLastModifiedTime(jar.file(), FileTime.from(now));
        now = now.plusSeconds(60);
        JarStore store = new JarStore(temp.resolve("jars"), () -> now);
        store.prune(Set.of(), now.minusSeconds(61));
        assertThat(files()).hasSize(1);
        put(TestBundles.bundle("a", "1.0.0"));
        store.prune(Set.of(), now.minusSeconds(1));
        assertThat(files()).as("it was put there again").hasSize(1);
        store.prune(Set.of(), now.plusSeconds(1));
        assertThat(files()).isEmpty();
    }

    @Test
    void rebuildsAnInstalledBundleFromItsEntries() throws Exception {
        byte[] bytes = TestBundles.jar(
                java.util.Map.of(
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        "a",
                        "Bundle-Version",
                        "1.0.0",
                        "X-Own",
                        "y"),
                JarStoreTest.class);
        TestFramework framework = new TestFramework(temp.resolve("cache"));
        try {
            Bundle bundle = framework.start("test:a", bytes);
            JarStore store = new JarStore(temp.resolve("jars"), () -> now);
            StoredJar kept = store.keep(bundle);
            assertThat(store.keep(bundle).sha256()).as("the same jar each time").isEqualTo(kept.sha256());
            assertSameEntries(put(bytes).file(), kept.file());
            try (JarInputStream first = new JarInputStream(kept.open())) {
                assertThat(first.getManifest())
                        .as("the manifest is its first entry")
                        .isNotNull();
            }
        } finally {
            framework.close();
        }
    }

    private static void assertSameEntries(Path expected, Path actual) throws IOException {
        try (JarFile one = new JarFile(expected.toFile());
                JarFile other = new JarFile(actual.toFile())) {
            for (var entry : one.stream().filter(each -> !each.isDirectory()).toList()) {
                assertThat(other.getInputStream(other.getEntry(entry.getName())).readAllBytes())
                        .as(entry.getName())
                        .isEqualTo(one.getInputStream(entry).readAllBytes());
            }
            assertThat(other.stream().filter(each -> !each.isDirectory()).count())
                    .isEqualTo(one.stream().filter(each -> !each.isDirectory()).count());
        }
    }
}
