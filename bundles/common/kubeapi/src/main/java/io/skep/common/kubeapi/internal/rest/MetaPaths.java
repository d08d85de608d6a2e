package io.skep.common.kubeapi.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.http.HttpExchange;
import io.skep.common.kubeapi.internal.discovery.Discovery;
import io.skep.common.kubeapi.internal.kinds.Catalog;
import io.skep.common.kubeapi.schema.OpenApi;
import io.skep.common.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Answers what is asked about the API itself: discovery, OpenAPI, version, health. */
final class MetaPaths {

    private static final List<String> HEALTH = List.of("/healthz", "/livez", "/readyz");

    private final Catalog catalog;
    private final Answers answers;

    MetaPaths(Catalog catalog, Answers answers) {
        this.catalog = catalog;
        this.answers = answers;
    }

    /** Answers the request if its path is one of these. */
    boolean answer(HttpExchange exchange, String path) {
        if (!exchange.method().equals("GET")) {
            return false;
        }
        if (HEALTH.contains(path) || HEALTH.stream().anyMatch(health -> path.equals(health + "/ping"))) {
            exchange.respond(200, "text/plain; charset=utf-8", "ok".getBytes(StandardCharsets.UTF_8));
            return true;
        }
        if (path.startsWith("/openapi/")) {
            return openApi(exchange, path);
        }
        if (path.equals("/version")) {
            answers.json(exchange, 200, version());
            return true;
        }
        return path.startsWith("/api") && discovery(exchange, path);
    }

    private boolean openApi(HttpExchange exchange, String path) {
        if (path.equals("/openapi/v2") && wantsProtobuf(exchange)) {
            exchange.respond(200, "application/octet-stream", catalog.openApi().v2Protobuf());
            return true;
        }
        Optional<byte[]> document = switch (path) {
            case "/openapi/v2" -> Optional.of(catalog.openApi().v2());
            case "/openapi/v3" -> Optional.of(catalog.openApi().index());
            default ->
                path.startsWith("/openapi/v3/")
                        ? catalog.openApi().document(path.substring("/openapi/v3/".length()))
                        : Optional.empty();
        };
        document.ifPresent(body -> exchange.respond(200, Answers.JSON, body));
        return document.isPresent();
    }

    private static boolean wantsProtobuf(HttpExchange exchange) {
        return exchange.headers("Accept").stream().anyMatch(OpenApi::asksForV2Protobuf);
    }

    private boolean discovery(HttpExchange exchange, String path) {
        Discovery discovery = new Discovery(catalog.served());
        String[] parts = path.substring(1).split("/", -1);
        if (parts.length == 1) {
            return root(exchange, discovery, parts[0]);
        }
        Optional<ObjectNode> document = Optional.empty();
        if (parts[0].equals("api") && parts.length == 2) {
            document = discovery.resources("", parts[1]);
        } else if (parts[0].equals("apis")) {
            document = parts.length == 2
                    ? discovery.group(parts[1])
                    : parts.length == 3 ? discovery.resources(parts[1], parts[2]) : Optional.empty();
        }
        document.ifPresent(body -> answers.json(exchange, 200, body));
        return document.isPresent();
    }

    private boolean root(HttpExchange exchange, Discovery discovery, String root) {
        if (!root.equals("api") && !root.equals("apis")) {
            return false;
        }
        boolean core = root.equals("api");
        exchange.setHeader("Vary", "Accept");
        Representation form = Representation.of(exchange.headers("Accept"));
        if (form.isDiscovery()) {
            String type = "application/json;g=apidiscovery.k8s.io;v=" + form.version() + ";as=APIGroupDiscoveryList";
            exchange.respond(200, type, Json.writeBytes(discovery.aggregated(core, form.version())));
        } else {
            String address = exchange.findHeader("Host").orElse("");
            answers.json(exchange, 200, core ? discovery.coreVersions(address) : discovery.groupList());
        }
        return true;
    }

    private static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "26")
                .put("gitVersion", "v1.26.7")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-01-01T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "skep")
                .put("platform", "linux/" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64"));
    }
}
