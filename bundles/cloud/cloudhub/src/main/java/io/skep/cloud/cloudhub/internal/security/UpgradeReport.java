package io.skep.cloud.cloudhub.internal.security;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import java.io.IOException;
import java.util.Optional;

/**
 * The body of POST /nodeupgrade.
 *
 * @param node who reports, by its own words
 */
record UpgradeReport(String id, String node, String status) {

    /** Empty for anything that is no JSON object with a node and an id. */
    static Optional<UpgradeReport> parse(byte[] body) {
        try {
            JsonNode json = Json.parse(body);
            UpgradeReport report = new UpgradeReport(
                    json.path("UpgradeID").asText(""),
                    json.path("NodeName").asText(""),
                    json.path("Status").asText(""));
            return report.id.isEmpty() || report.node.isEmpty() ? Optional.empty() : Optional.of(report);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
