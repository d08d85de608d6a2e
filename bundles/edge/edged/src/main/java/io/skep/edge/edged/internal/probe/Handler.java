package io.skep.edge.edged.internal.probe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a probe or a hook does. */
public sealed interface Handler {

    /** Runs a command in the container. */
    record Exec(List<String> command) implements Handler {}

    /**
     * Asks for a page.
     *
     * @param host empty for the pod's address
     * @param headers in their order, names may come more than once
     */
    record HttpGet(boolean tls, String host, int port, String path, List<Map.Entry<String, String>> headers)
            implements Handler {}

    /** Connects. */
    record TcpSocket(String host, int port) implements Handler {}

    /** Waits; for hooks. */
    record Sleep(long seconds) implements Handler {}

    /** It cannot be done, whatever the container does. */
    record Impossible(String why) implements Handler {}

    /** Reads a Probe's or a LifecycleHandler's member; named ports are those of the container. */
    static Handler of(JsonNode source, JsonNode container) {
        if (source.has("exec")) {
            List<String> command = new ArrayList<>();
            source.path("exec").path("command").forEach(word -> command.add(word.asText()));
            return command.isEmpty() ? new Impossible("it has no command") : new Exec(command);
        }
        if (source.has("httpGet")) {
            return http(source.path("httpGet"), container);
        }
        if (source.has("tcpSocket")) {
            JsonNode tcp = source.path("tcpSocket");
            return port(tcp.path("port"), container)
                    .<Handler>map(port -> new TcpSocket(tcp.path("host").asText(""), port))
                    .orElseGet(() -> noPort(tcp));
        }
        if (source.has("sleep")) {
            return new Sleep(source.path("sleep").path("seconds").asLong());
        }
        return new Impossible("it is of a kind that this node has not");
    }

    private static Handler http(JsonNode http, JsonNode container) {
        Optional<Integer> port = port(http.path("port"), container);
        if (port.isEmpty()) {
            return noPort(http);
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (JsonNode header : http.path("httpHeaders")) {
            String name = header.path("name").asText();
            String value = header.path("value").asText();
            if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || value.matches("(?s).*[\\r\\n\\x00].*")) {
                return new Impossible("the header " + name + " is not allowed");
            }
            headers.add(Map.entry(name, value));
        }
        boolean tls = http.path("scheme").asText("HTTP").equalsIgnoreCase("HTTPS");
        String path = http.path("path").asText("");
        return new HttpGet(
                tls,
                http.path("host").asText(""),
                port.get(),
                path.startsWith("/") ? path : "/" + path,
                List.copyOf(headers));
    }

    private static Handler noPort(JsonNode source) {
        return new Impossible("the container has no port " + source.path("port").asText());
    }

    private static Optional<Integer> port(JsonNode port, JsonNode container) {
        int number = port.isNumber() ? port.asInt() : number(port.asText(), container);
        return number > 0 && number < 65536 ? Optional.of(number) : Optional.empty();
    }

    private static int number(String text, JsonNode container) {
        for (JsonNode port : container.path("ports")) {
            if (port.path("name").asText().equals(text)) {
                return port.path("containerPort").asInt();
            }
        }
        return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    }
}
