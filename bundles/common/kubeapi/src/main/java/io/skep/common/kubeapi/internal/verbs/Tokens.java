package io.skep.common.kubeapi.internal.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.ApiException.Cause;
import io.skep.common.kubeapi.ServedResource;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.TokenIssuer;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.kubeapi.internal.kinds.Times;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers TokenRequests: JWTs for a service account, bound to a pod or secret if asked. */
final class Tokens {

    private static final long SHORTEST = Duration.ofMinutes(10).toSeconds();
    private static final long LONGEST = 1L << 32;
    private static final ServedResource REQUESTS = new ServedResource(
            "authentication.k8s.io",
            "v1",
            "tokenrequests",
            "tokenrequest",
            "TokenRequest",
            true,
            List.of(),
            List.of(),
            List.of(),
            Set.of(),
            Optional.empty());

    private final ApiContext api;

    Tokens(ApiContext api) {
        this.api = api;
    }

    ObjectNode create(Resource accounts, String namespace, String name, ObjectNode request, boolean dryRun) {
        TokenIssuer issuer = api.options()
                .tokens()
                .orElseThrow(() -> ApiException.of(
                        404,
                        "NotFound",
                        "the server could not find the requested resource: no service account tokens are issued here"));
        ObjectNode account = api.require(accounts, namespace, name).tree();
        ObjectNode spec = request.withObjectProperty("spec");
        long seconds = spec.path("expirationSeconds").asLong(3600);
        if (seconds < SHORTEST || seconds > LONGEST) {
            String detail = seconds < SHORTEST
                    ? "may not specify a duration less than 10 minutes"
                    : "may not specify a duration larger than 2^32 seconds";
            throw ApiException.invalid(
                    REQUESTS,
                    name,
                    List.of(new Cause(
                            "FieldValueInvalid",
                            "Invalid value: " + seconds + ": " + detail,
                            "spec.expirationSeconds")));
        }
        if (spec.path("audiences").isEmpty()) {
            spec.putArray("audiences").add(issuer.issuer());
        }
        Instant now = api.clock().instant();
        ObjectNode claims = claims(issuer, account, spec, now, seconds);
        spec.put("expirationSeconds", seconds);
        ObjectNode answer = Json.object().put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        answer.putObject("metadata")
                .put("name", name)
                .put("namespace", namespace)
                .put("creationTimestamp", Times.seconds(now));
        answer.set("spec", spec);
        answer.putObject("status")
                .put("token", dryRun ? "" : issuer.sign(claims))
                .put("expirationTimestamp", Times.seconds(now.plusSeconds(seconds)));
        return answer;
    }

    private ObjectNode claims(TokenIssuer issuer, ObjectNode account, JsonNode spec, Instant now, long seconds) {
        String namespace = KubeObject.namespace(account);
        ObjectNode claims = Json.object();
        claims.set("aud", spec.path("audiences").deepCopy());
        claims.put("exp", now.getEpochSecond() + seconds)
                .put("iat", now.getEpochSecond())
                .put("iss", issuer.issuer());
        ObjectNode kubernetes = claims.putObject("kubernetes.io").put("namespace", namespace);
        bind(kubernetes, namespace, spec.path("boundObjectRef"));
        kubernetes
                .putObject("serviceaccount")
                .put("name", KubeObject.name(account))
                .put("uid", KubeObject.uid(account));
        claims.put("nbf", now.getEpochSecond())
                .put("sub", "system:serviceaccount:" + namespace + ":" + KubeObject.name(account));
        return claims;
    }

    private void bind(ObjectNode claims, String namespace, JsonNode reference) {
        String kind = reference.path("kind").asText("");
        if (kind.isEmpty()) {
            return;
        }
        if (!kind.equals("Pod") && !kind.equals("Secret")) {
            throw ApiException.badRequest("cannot bind token for serviceaccount to object of type " + kind);
        }
        Resource resource = api.catalog().builtin("v1", kind.equals("Pod") ? "pods" : "secrets");
        String name = reference.path("name").asText("");
        StoredObject bound = api.require(resource, namespace, name);
        String uid = KubeObject.uid(bound.tree());
        String asked = reference.path("uid").asText("");
        if (!asked.isEmpty() && !asked.equals(uid)) {
            throw ApiException.conflict(
                    resource.served(),
                    name,
                    "the UID in the bound object reference (" + asked
                            + ") does not match the UID in record. The object might"
                            + " have been deleted and then recreated");
        }
        claims.putObject(kind.equals("Pod") ? "pod" : "secret")
                .put("name", name)
                .put("uid", uid);
    }
}
