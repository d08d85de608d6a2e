package io.skep.distributions.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.distributions.launcher.Json;
import io.skep.distributions.launcher.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedObjectsTest {

    @TempDir
    Path temp;

    @Test
    void theShippedOnesHaveAPathAndDefinitionsComeFirst() {
        var items = ShippedObjects.read(Path.of("../.."));
        assertThat(items)
                .extracting(ShippedObjects.Item::path)
                .first()
                .asString()
                .endsWith("customresourcedefinitions");
        assertThat(items)
                .extracting(ShippedObjects.Item::path)
                .last()
                .asString()
                .endsWith("runtimeclasses");
        assertThat(Json.parseObject(items.getLast().json())).containsEntry("handler", "osgi");
    }

    @Test
    void refusesAKindWithoutAPath() throws IOException {
        Files.createDirectories(temp.resolve("config/objects"));
        Files.writeString(temp.resolve("config/objects/x.yaml"), "kind: Pod\n");
        assertThatThrownBy(() -> ShippedObjects.read(temp))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("x.yaml");
    }

    @Test
    void aTreeWithoutObjectsNeedsNone() {
        assertThat(ShippedObjects.read(temp)).isEmpty();
    }
}
