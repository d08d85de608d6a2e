package io.skep.common.kubeapi.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class DefinitionsGeneratorTest {

    @Test
    void committedDefinitionsAreWhatTheGeneratorMakes() throws IOException {
        assertThat(Files.readString(DefinitionsGenerator.RESOURCE)).isEqualTo(DefinitionsGenerator.generate());
    }
}
