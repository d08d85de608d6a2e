package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {

    @TempDir
    Path temp;

    @Test
    void twoInstancesNeverShareOneFolder() throws IOException {
        try (StateFolder first = StateFolder.open(temp)) {
            assertThat(first.path()).isEqualTo(temp);
            assertThatThrownBy(() -> StateFolder.open(temp))
                    .isInstanceOfSatisfying(
                            LauncherException.class, e -> assertThat(e.error()).isEqualTo(LauncherError.FOLDER_IN_USE))
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        StateFolder.open(temp).close();
    }

    @Test
    void saysThatAFolderCannotBeWritten() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "");
        assertThatThrownBy(() -> StateFolder.open(file.resolve("state")))
                .isInstanceOfSatisfying(
                        LauncherException.class, e -> assertThat(e.line()).startsWith("SKEP-108 "))
                .hasMessageContaining(file.toString());
    }
}
