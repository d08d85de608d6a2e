package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import io.skep.edge.runtime.RegistryLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads a pod's {@code imagePullSecrets}: the logins that fit an image, the more exact ones first. What is in them is never told. */
final class RegistryLogins {

    private static final String DEFAULT_REGISTRY = "docker.io";
    private static final String REASON = "FailedToRetrieveImagePullSecret";

    private final PodEvents events;
    private final References references;

    RegistryLogins(PodEvents events, References references) {
        this.events = events;
        this.references = references;
    }

    List<RegistryLogin> find(JsonNode pod, String image) throws InterruptedException {
        List<RegistryLogin> logins = new ArrayList<>();
        for (JsonNode secret : pod.path("spec").path("imagePullSecrets")) {
            String name = secret.path("name").asText();
            try {
                Optional<Map<String, byte[]>> values = references.find("secret", name, true);
                JsonNode servers = servers(values.orElse(Map.of()));
                if (servers.isEmpty()) {
                    events.warning(
                            pod, "", REASON, "Unable to use the image pull secret " + name + ": it has no logins");
                }
                servers.properties().stream()
                        .filter(server -> fits(server.getKey(), image))
                        .map(server -> login(server.getKey(), server.getValue()))
                        .forEach(logins::add);
            } catch (PodProblem e) {
                events.warning(pod, "", REASON, "Unable to retrieve the image pull secret " + name + ": " + e.line());
            }
        }
        logins.sort((one, other) -> other.server().length() - one.server().length());
        return List.copyOf(logins);
    }

    private static JsonNode servers(Map<String, byte[]> values) {
        try {
            if (values.containsKey(".dockerconfigjson")) {
                return Json.parse(values.get(".dockerconfigjson")).path("auths");
            }
            if (values.containsKey(".dockercfg")) {
                return Json.parse(values.get(".dockercfg"));
            }
        } catch (IOException e) {
            return Json.object();
        }
        return Json.object();
    }

    private static RegistryLogin login(String server, JsonNode entry) {
        String user = entry.path("username").asText("");
        String password = entry.path("password").asText("");
        String both = decode(entry.path("auth").asText(""));
        int colon = both.indexOf(':');
        return colon < 0
                ? new RegistryLogin(server, user, password)
                : new RegistryLogin(server, both.substring(0, colon), both.substring(colon + 1));
    }

    private static String decode(String auth) {
        try {
            return new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** As kubelet compares them: {@code *} stands for one label of the host's name, a path is the begin of the image's. */
    static boolean fits(String server, String image) {
        String plain = server.replaceFirst("^https?://", "").replaceFirst("/(v1|v2)?/?$", "");
        if (plain.equals("index.docker.io") || plain.equals("registry-1.docker.io")) {
            plain = DEFAULT_REGISTRY;
        }
        String[] wanted = plain.split("/", 2);
        String full = withRegistry(image);
        String host = full.substring(0, full.indexOf('/'));
        String path = full.substring(full.indexOf('/') + 1);
        return sameHost(wanted[0].toLowerCase(Locale.ROOT), host.toLowerCase(Locale.ROOT))
                && (wanted.length == 1 || (path + "/").startsWith(wanted[1].replaceFirst("/$", "") + "/"));
    }

    private static String withRegistry(String image) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
        return named ? image : DEFAULT_REGISTRY + "/" + image;
    }

    private static boolean sameHost(String wanted, String host) {
        String[] patterns = wanted.split("\\.");
        String[] labels = host.split("\\.");
        if (patterns.length != labels.length) {
            return false;
        }
        for (int i = 0; i < labels.length; i++) {
            if (!patterns[i].equals("*") && !patterns[i].equals(labels[i])) {
                return false;
            }
        }
        return true;
    }
}
