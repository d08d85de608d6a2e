package io.skep.cloud.controlplane.internal.objects;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The CA of the API's certificate, as the kubeconfig names it. Read at each call: the file may come later. */
public final class RootCa {

    private static final Logger LOG = LoggerFactory.getLogger(RootCa.class);
    private static final int MAX_BYTES = 1024 * 1024;

    private final Optional<Path> kubeconfig;

    /**
     * @param kubeconfig empty when there is none
     */
    public RootCa(Optional<Path> kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    /** The certificates in PEM; empty when the file is not there or names none. */
    Optional<String> read() {
        return kubeconfig.filter(Files::isRegularFile).flatMap(RootCa::read);
    }

    private static Optional<String> read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            LoadSettings settings = LoadSettings.builder().build();
            JsonNode config = Json.tree(new Load(settings).loadFromString(Files.readString(file)));
            JsonNode cluster = cluster(config);
            String data = cluster.path("certificate-authority-data").asText("");
            if (!data.isEmpty()) {
                return Optional.of(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8));
            }
            String path = cluster.path("certificate-authority").asText("");
            return path.isEmpty() ? Optional.empty() : Optional.of(Files.readString(file.resolveSibling(path)));
        } catch (IOException | YamlEngineException | IllegalArgumentException e) {
            LOG.debug("no CA is taken from {}: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static JsonNode cluster(JsonNode config) {
        String wanted = "";
        for (JsonNode context : config.path("contexts")) {
            if (context.path("name")
                    .asText()
                    .equals(config.path("current-context").asText())) {
                wanted = context.path("context").path("cluster").asText("");
            }
        }
        for (JsonNode cluster : config.path("clusters")) {
            if (wanted.isEmpty() || cluster.path("name").asText().equals(wanted)) {
                return cluster.path("cluster");
            }
        }
        return Json.object();
    }
}
