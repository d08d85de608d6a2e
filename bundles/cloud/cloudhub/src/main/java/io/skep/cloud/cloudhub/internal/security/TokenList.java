package io.skep.cloud.cloudhub.internal.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.SkepException;
import io.skep.cloud.cloudhub.internal.HubError;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which join tokens count, in ConfigMap {@code kubeedge/skep-join-tokens}, so that all cloudcores of a cluster agree and a restart forgets nothing. A
 * token is known by its end, because KubeEdge's form holds nothing else. Once all were revoked, only tokens of the list count. Thread-safe.
 */
public final class TokenList {

    private static final String NAME = "skep-join-tokens";
    private static final String ONLY_LISTED = "only-listed-since";
    private static final String PREFIX = "ends-";
    private static final String MADE = "made ";
    private static final String REVOKED = "revoked ";
    private static final int ATTEMPTS = 8;

    private final KubeClient kube;
    private final InstantSource clock;

    public TokenList(KubeClient kube, InstantSource clock) {
        this.kube = kube;
        this.clock = clock;
    }

    /** Enters a token; its end is moved by seconds until it is none that was revoked. */
    Instant add(Instant wanted) {
        long[] end = {wanted.getEpochSecond()};
        change(data -> {
            while (data.path(key(end[0])).asText("").startsWith(REVOKED)) {
                end[0]++;
            }
            data.put(key(end[0]), MADE + now());
        });
        return Instant.ofEpochSecond(end[0]);
    }

    /** Why a token with this end, rightly signed and not too old, does not count; empty when it does. */
    Optional<String> refusal(Instant end) {
        JsonNode data = find().map(map -> map.path("data")).orElseGet(Json::object);
        String entry = data.path(key(end.getEpochSecond())).asText("");
        if (entry.startsWith(REVOKED)) {
            return Optional.of("the token was " + entry.replaceFirst(" ", " at "));
        }
        String since = data.path(ONLY_LISTED).asText("");
        return entry.isEmpty() && !since.isEmpty()
                ? Optional.of("all tokens were revoked at " + since)
                : Optional.empty();
    }

    /**
     * Makes one token useless.
     *
     * @param id as in {@link #rows}
     * @throws SkepException SKEP-540 when the list has no such token
     */
    public void revoke(String id) {
        change(data -> {
            if (!data.has(PREFIX + id)) {
                throw new SkepException(HubError.UNKNOWN_TOKEN, "there is no join token with the id '" + id + "'.");
            }
            data.put(PREFIX + id, REVOKED + now());
        });
    }

    /** Makes the token with this end useless, whether it is in the list or was made elsewhere. */
    public void revoke(Instant end) {
        change(data -> data.put(key(end.getEpochSecond()), REVOKED + now()));
    }

    /** Makes all tokens useless that exist now, also those that are not in the list. */
    public void revokeAll() {
        change(data -> {
            for (String key : keys(data)) {
                if (data.path(key).asText().startsWith(MADE)) {
                    data.put(key, REVOKED + now());
                }
            }
            data.put(ONLY_LISTED, now());
        });
    }

    /** The tokens that are not too old, by their end. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        find().ifPresent(map -> {
            JsonNode data = map.path("data");
            for (String key : keys(data)) {
                Instant end = end(key);
                if (end.isAfter(clock.instant())) {
                    rows.add(new Row(
                            key.substring(PREFIX.length()), end, data.path(key).asText()));
                }
            }
        });
        rows.sort(Comparator.comparing(Row::expires));
        return rows;
    }

    /** One line of {@code cloudhub:token}. */
    public record Row(String id, Instant expires, String state) {}

    private static List<String> keys(JsonNode data) {
        List<String> keys = new ArrayList<>();
        data.fieldNames().forEachRemaining(key -> {
            if (key.matches(PREFIX + "\\d{1,11}")) {
                keys.add(key);
            }
        });
        return keys;
    }

    private static String key(long end) {
        return PREFIX + end;
    }

    private static Instant end(String key) {
        return Instant.ofEpochSecond(Long.parseLong(key.substring(PREFIX.length())));
    }

    private String now() {
        return Instant.ofEpochSecond(clock.instant().getEpochSecond()).toString();
    }

    private Optional<ObjectNode> find() {
        try {
            return Optional.of(kube.get(KubeResource.CONFIGMAPS, Secrets.NAMESPACE, NAME));
        } catch (KubeException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Changes the list as it is in the API; another cloudcore that was faster makes this one look again. */
    private void change(Consumer<ObjectNode> edit) {
        for (int attempt = 1; ; attempt++) {
            Optional<ObjectNode> present = find();
            ObjectNode map = present.map(ObjectNode::deepCopy).orElseGet(TokenList::empty);
            ObjectNode data = map.withObjectProperty("data");
            edit.accept(data);
            prune(data);
            try {
                if (present.isPresent()) {
                    kube.update(KubeResource.CONFIGMAPS, map);
                } else {
                    kube.create(KubeResource.CONFIGMAPS, Secrets.NAMESPACE, map);
                }
                return;
            } catch (KubeException e) {
                if (attempt == ATTEMPTS || !e.isConflict() && !e.isAlreadyExists()) {
                    throw e;
                }
            }
        }
    }

    private void prune(ObjectNode data) {
        for (String key : keys(data)) {
            if (!end(key).isAfter(clock.instant())) {
                data.remove(key);
            }
        }
    }

    private static ObjectNode empty() {
        ObjectNode map = Json.object();
        map.put("kind", "ConfigMap").put("apiVersion", "v1");
        map.putObject("metadata").put("name", NAME).put("namespace", Secrets.NAMESPACE);
        return map;
    }
}
