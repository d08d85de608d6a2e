package io.skep.cloud.apiserver.internal;

import io.skep.common.http.HttpExchange;
import io.skep.common.http.HttpHandler;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.model.Json;
import io.skep.common.pki.Subject;
import java.security.cert.X509Certificate;
import java.util.List;

/** Lets in who has an administrator's certificate of the API's own CA; TLS has verified the chain already. */
final class AccessCheck implements HttpHandler {

    private final HttpHandler api;

    AccessCheck(HttpHandler api) {
        this.api = api;
    }

    @Override
    public void handle(HttpExchange exchange) throws Exception {
        List<X509Certificate> chain = exchange.peerCertificates();
        if (chain.isEmpty()) {
            refuse(exchange, ApiException.of(401, "Unauthorized", "Unauthorized"));
            return;
        }
        Subject subject = Subject.of(chain.getFirst());
        if (!subject.organization().equals(Subject.MASTERS)) {
            String message = "forbidden: User " + Json.write(subject.commonName()) + " cannot "
                    + exchange.method().toLowerCase(java.util.Locale.ROOT) + " path " + Json.write(exchange.path())
                    + ": only members of system:masters may use this API";
            refuse(exchange, ApiException.of(403, "Forbidden", message));
            return;
        }
        api.handle(exchange);
    }

    private static void refuse(HttpExchange exchange, ApiException refusal) {
        exchange.respond(refusal.httpCode(), "application/json", Json.writeBytes(refusal.status()));
    }
}
