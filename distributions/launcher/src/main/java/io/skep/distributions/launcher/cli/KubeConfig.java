package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The current context of a kubeconfig file.
 *
 * @param server URL of the API
 * @param ca PEM text
 * @param certificate PEM text of the client certificate
 * @param key PEM text of its key
 * @param token bearer token
 */
record KubeConfig(
        String server,
        Optional<String> ca,
        Optional<String> certificate,
        Optional<String> key,
        Optional<String> token) {

    static KubeConfig read(Path file) {
        try {
            Object yaml = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
            Map<?, ?> root = map(yaml);
            Map<?, ?> context = named(root, "contexts", "context", String.valueOf(root.get("current-context")));
            Map<?, ?> cluster = named(root, "clusters", "cluster", String.valueOf(context.get("cluster")));
            Map<?, ?> user = named(root, "users", "user", String.valueOf(context.get("user")));
            return new KubeConfig(
                    String.valueOf(cluster.get("server")),
                    pem(cluster, "certificate-authority", file),
                    pem(user, "client-certificate", file),
                    pem(user, "client-key", file),
                    Optional.ofNullable(user.get("token")).map(String::valueOf));
        } catch (IOException | YamlEngineException | IllegalArgumentException e) {
            String why = e.getMessage() == null
                    ? e.toString()
                    : e.getMessage().lines().findFirst().orElse("");
            throw new LauncherException(
                    LauncherError.KUBECONFIG_UNUSABLE, "The kubeconfig " + file + " cannot be used: " + why + ".", e);
        }
    }

    private static Map<?, ?> named(Map<?, ?> root, String list, String member, String name) {
        if (root.get(list) instanceof List<?> items) {
            for (Object item : items) {
                if (name.equals(String.valueOf(map(item).get("name")))) {
                    return map(map(item).get(member));
                }
            }
        }
        throw new IllegalArgumentException("it has no entry '" + name + "' under " + list);
    }

    private static Map<?, ?> map(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("a mapping is missing");
    }

    private static Optional<String> pem(Map<?, ?> map, String key, Path file) throws IOException {
        if (map.get(key + "-data") instanceof String data) {
            return Optional.of(new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII));
        }
        if (map.get(key) instanceof String path) {
            return Optional.of(Files.readString(file.toAbsolutePath().resolveSibling(path)));
        }
        return Optional.empty();
    }
}
