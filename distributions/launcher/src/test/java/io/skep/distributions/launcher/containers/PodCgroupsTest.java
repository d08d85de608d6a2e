package io.skep.distributions.launcher.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodCgroupsTest {

    @TempDir
    Path temp;

    private Path group(String name) throws IOException {
        return Files.createDirectories(temp.resolve(name));
    }

    @Test
    void knowsOurPodsByTheirContainersAndByTheirFolders() {
        assertThat(PodCgroups.uids(
                        List.of(
                                "{\"linux\":{\"cgroupsPath\":\"/skep/podu-1/c1\"}}",
                                "{\"linux\":{\"cgroupsPath\":\"/kubepods/podu-9/c1\"}}",
                                ""),
                        List.of("u-2")))
                .containsExactly("u-1", "u-2");
    }

    @Test
    void removesTheGroupsOfOurPodsInEveryHierarchyAndNoOther() throws IOException {
        group("memory/skep/podu-1/c1/inner");
        group("cpu/skep/podu-1");
        Path other = group("memory/skep/podother/c2");
        PodCgroups cgroups = new PodCgroups(List.of(temp.resolve("memory"), temp.resolve("cpu")));
        List<Path> found = cgroups.find(Set.of("u-1", "u-2"));
        assertThat(found)
                .map(path -> temp.relativize(path).toString())
                .containsExactly(
                        "memory/skep/podu-1/c1/inner",
                        "memory/skep/podu-1/c1",
                        "memory/skep/podu-1",
                        "cpu/skep/podu-1");
        cgroups.remove(found);
        assertThat(cgroups.find(Set.of("u-1"))).isEmpty();
        assertThat(other).exists();
        assertThat(temp.resolve("cpu/skep")).doesNotExist();
    }

    @Test
    void readsTheProcessesInGroups() throws IOException {
        Path group = group("memory/skep/podu-1");
        Files.writeString(group.resolve("cgroup.procs"), "17\n4711\n0\n");
        assertThat(PodCgroups.processes(List.of(group, temp.resolve("gone")))).containsExactly(17L, 4711L);
    }
}
