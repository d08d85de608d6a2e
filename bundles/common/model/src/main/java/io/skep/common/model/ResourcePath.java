package io.skep.common.model;

import java.util.Optional;

/**
 * The path in a message's resource (grammar: docs/messages.md).
 *
 * @param node node name; empty in the edge's form, which has no {@code node/NODE/} before it
 * @param namespace namespace, or the literal {@code null} for cluster-scoped objects
 * @param type resource word, e.g. {@code pod}
 * @param name object name, empty when the path has none
 */
public record ResourcePath(String node, String namespace, String type, String name) {

    private static final String NODE = "node/";

    /** {@code node/NODE/NS/TYPE[/NAME]}: the form inside the cloud. */
    public static Optional<ResourcePath> parseCloud(String resource) {
        String[] parts = resource.split("/", -1);
        if ((parts.length != 4 && parts.length != 5) || !parts[0].equals("node")) {
            return Optional.empty();
        }
        return complete(new ResourcePath(parts[1], parts[2], parts[3], parts.length == 5 ? parts[4] : ""))
                .filter(path -> !path.node.isEmpty());
    }

    /** {@code NS/TYPE[/NAME]}: the form on the wire and at the edge. */
    public static Optional<ResourcePath> parseEdge(String resource) {
        String[] parts = resource.split("/", -1);
        if (parts.length != 2 && parts.length != 3) {
            return Optional.empty();
        }
        return complete(new ResourcePath("", parts[0], parts[1], parts.length == 3 ? parts[2] : ""));
    }

    private static Optional<ResourcePath> complete(ResourcePath path) {
        return path.namespace.isEmpty() || path.type.isEmpty() ? Optional.empty() : Optional.of(path);
    }

    /** The node that a cloud message is for: the token after the first {@code node} token. */
    public static Optional<String> nodeOf(String resource) {
        String[] parts = resource.split("/", -1);
        for (int i = 0; i + 1 < parts.length; i++) {
            if (parts[i].equals("node")) {
                return parts[i + 1].isEmpty() ? Optional.empty() : Optional.of(parts[i + 1]);
            }
        }
        return Optional.empty();
    }

    /** What goes on the wire: {@code node/NODE/} cut off when the path begins with {@code node} and has three tokens or more. */
    public static String trim(String resource) {
        if (!resource.startsWith("node")) {
            return resource;
        }
        int first = resource.indexOf('/');
        int second = first < 0 ? -1 : resource.indexOf('/', first + 1);
        return second < 0 ? resource : resource.substring(second + 1);
    }

    /** The cloud's form of what node {@code node} sent. */
    public static String prefix(String node, String resource) {
        return NODE + node + "/" + resource;
    }

    /** {@code node/NODE/NS/TYPE/NAME}. */
    public static String cloud(String node, String namespace, String type, String name) {
        return prefix(node, edge(namespace, type, name));
    }

    /** {@code NS/TYPE[/NAME]}. */
    public static String edge(String namespace, String type, String name) {
        return namespace + "/" + type + (name.isEmpty() ? "" : "/" + name);
    }

    /** This path in the edge's form. */
    public String edge() {
        return edge(namespace, type, name);
    }

    /** This path in the cloud's form. */
    public String cloud() {
        return cloud(node, namespace, type, name);
    }
}
