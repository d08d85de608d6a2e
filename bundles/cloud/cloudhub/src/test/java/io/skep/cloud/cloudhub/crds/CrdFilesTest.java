package io.skep.cloud.cloudhub.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The CRD files are generated from the types beside this test; with {@code -Dskep.crds.write=true} it writes them. */
class CrdFilesTest {

    private static final Path SHIPPED = Path.of("../../../config/crds");
    private static final Path BUNDLED = Path.of("src/main/resources/crds");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"objectsyncs.reliablesyncs.kubeedge.io", "clusterobjectsyncs.reliablesyncs.kubeedge.io"})
    void committedFilesAreWhatTheTypesGive(String name) throws IOException {
        new CRDGenerator()
                .inOutputDir(folder.toFile())
                .customResourceClasses(ObjectSync.class, ClusterObjectSync.class)
                .detailedGenerate();
        String yaml = Files.readString(folder.resolve(name + "-v1.yml"));
        JsonNode crd = new YAMLMapper().readTree(yaml);
        String json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(crd) + "\n";
        if (Boolean.getBoolean("skep.crds.write")) {
            Files.writeString(SHIPPED.resolve(name + ".yaml"), yaml);
            Files.writeString(BUNDLED.resolve(name + ".json"), json);
        }

        assertThat(SHIPPED.resolve(name + ".yaml")).hasContent(yaml);
        assertThat(BUNDLED.resolve(name + ".json")).hasContent(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"objectsyncs", "clusterobjectsyncs"})
    void schemaIsThatOfKubeEdge(String plural) throws IOException {
        JsonNode spec = new YAMLMapper()
                .readTree(Files.readString(SHIPPED.resolve(plural + ".reliablesyncs.kubeedge.io.yaml")))
                .path("spec");
        boolean cluster = plural.startsWith("cluster");

        assertThat(spec.path("group").asText()).isEqualTo("reliablesyncs.kubeedge.io");
        assertThat(spec.path("scope").asText()).isEqualTo(cluster ? "Cluster" : "Namespaced");
        assertThat(spec.path("names").path("plural").asText()).isEqualTo(plural);
        assertThat(spec.path("names").path("kind").asText()).isEqualTo(cluster ? "ClusterObjectSync" : "ObjectSync");
        JsonNode version = spec.path("versions").path(0);
        assertThat(version.path("name").asText()).isEqualTo("v1alpha1");
        assertThat(version.path("served").asBoolean()).isTrue();
        assertThat(version.path("storage").asBoolean()).isTrue();
        assertThat(version.path("subresources").has("status")).isTrue();
        JsonNode schema = version.path("schema").path("openAPIV3Schema").path("properties");
        assertThat(schema.path("spec").path("properties").properties())
                .allSatisfy(p -> assertThat(p.getValue().path("type").asText()).isEqualTo("string"))
                .extracting(p -> p.getKey())
                .containsExactlyInAnyOrder("objectAPIVersion", "objectKind", "objectName");
        assertThat(schema.path("status").path("properties").properties())
                .extracting(p -> p.getKey())
                .containsExactly("objectResourceVersion");
    }
}
