package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReasonTest {

    @Test
    void putsFailuresOfFilesIntoWords() {
        Map.of(
                        new AccessDeniedException("/a"), "permission denied at /a",
                        new NoSuchFileException("/a"), "/a does not exist and cannot be made there",
                        new FileAlreadyExistsException("/a"), "a file is in the way at /a",
                        new FileSystemException("/a", null, "No space left on device"), "No space left on device at /a",
                        new IOException("it is broken.\nmore"), "it is broken",
                        new IOException(), "IOException")
                .forEach((failure, words) -> assertThat(Reason.of(failure)).isEqualTo(words));
    }
}
