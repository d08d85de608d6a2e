package io.skep.beehive.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderListingTest {

    private static final long NOW = 1_800_000_000_000L;

    @TempDir
    Path folder;

    private FolderListing listing;

    @BeforeEach
    void prepare() throws Exception {
        listing = new FolderListing(folder, () -> NOW);
        settle();
    }

    private void settle() throws Exception {
        Files.setLastModifiedTime(folder, FileTime.fromMillis(NOW - 10_000));
    }

    @Test
    void knowsJarsAndNothingElse() throws Exception {
        Files.writeString(folder.resolve("a.jar"), "a");
        Files.writeString(folder.resolve("b.txt"), "b");
        Files.createDirectory(folder.resolve("c.jar"));
        assertThat(listing.look()).containsOnlyKeys(folder.resolve("a.jar"));
    }

    @Test
    void seesWhatIsWrittenInPlaceWhileTheFolderIsUnchanged() throws Exception {
        Path jar = Files.writeString(folder.resolve("a.jar"), "a");
        settle();
        Map<Path, FolderListing.Stamp> before = listing.look();
        assertThat(listing.look()).isEqualTo(before);
        Files.writeString(jar, "longer");
        settle();
        assertThat(listing.look().get(jar).size()).isEqualTo(6);
        assertThat(before.get(jar).size()).isEqualTo(1);
    }

    @Test
    void seesWhatComesAndGoes() throws Exception {
        assertThat(listing.look()).isEmpty();
        Path jar = Files.writeString(folder.resolve("a.jar"), "a");
        assertThat(listing.look()).containsOnlyKeys(jar);
        settle();
        listing.look();
        Files.delete(jar);
        assertThat(listing.look()).isEmpty();
    }

    @Test
    void doesNotTrustAYoungFolder() throws Exception {
        FileTime young = FileTime.fromMillis(NOW - 1_000);
        Files.setLastModifiedTime(folder, young);
        assertThat(listing.look()).isEmpty();
        Path jar = Files.writeString(folder.resolve("a.jar"), "a");
        Files.setLastModifiedTime(folder, young);
        assertThat(listing.look()).containsOnlyKeys(jar);
    }

    @Test
    void keepsTheLastListWhenTheFolderCannotBeRead() throws Exception {
        Path jar = Files.writeString(folder.resolve("a.jar"), "a");
        listing.look();
        Files.delete(jar);
        Files.delete(folder);
        assertThat(listing.look()).containsOnlyKeys(jar);
    }
}
