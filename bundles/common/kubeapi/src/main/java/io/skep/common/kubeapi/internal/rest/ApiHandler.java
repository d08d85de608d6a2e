package io.skep.common.kubeapi.internal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.http.HttpExchange;
import io.skep.common.http.HttpHandler;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.ResourceWatch;
import io.skep.common.kubeapi.StoreException;
import io.skep.common.kubeapi.internal.kinds.Catalog;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.kubeapi.internal.verbs.Deletes;
import io.skep.common.kubeapi.internal.verbs.Verbs;
import io.skep.common.kubeapi.internal.verbs.WriteOptions;
import io.skep.common.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes requests to verbs and turns what they give or throw into answers. */
public final class ApiHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);
    private static final int SHORTEST_WATCH_SECONDS = 1800;

    private final Catalog catalog;
    private final Verbs verbs;
    private final RandomGenerator random;
    private final Answers answers;
    private final MetaPaths meta;

    public ApiHandler(Catalog catalog, Verbs verbs, Clock clock, RandomGenerator random) {
        this.catalog = catalog;
        this.verbs = verbs;
        this.random = random;
        this.answers = new Answers(clock);
        this.meta = new MetaPaths(catalog, answers);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.path();
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        try {
            if (meta.answer(exchange, trimmed)) {
                return;
            }
            Optional<RequestPath> target = RequestPath.parse(trimmed);
            if (target.isEmpty()) {
                exchange.respond(
                        404, "text/plain; charset=utf-8", "404 page not found\n".getBytes(StandardCharsets.UTF_8));
                return;
            }
            route(exchange, target.get());
        } catch (ApiException e) {
            answers.status(exchange, e);
        } catch (StoreException e) {
            LOG.warn("{} {} failed: {}", exchange.method(), path, e.getMessage());
            answers.status(
                    exchange,
                    ApiException.of(503, "ServiceUnavailable", e.getMessage()).withRetryAfter(1));
        }
    }

    private void route(HttpExchange exchange, RequestPath path) throws IOException, InterruptedException {
        Resource resource = catalog.find(path.apiVersion(), path.plural()).orElseThrow(ApiHandler::unknown);
        boolean namespaced = resource.served().namespaced();
        boolean single = !path.name().isEmpty();
        if (!namespaced && !path.namespace().isEmpty()) {
            throw unknown();
        }
        if (namespaced
                && path.namespace().isEmpty()
                && (single || !exchange.method().equals("GET"))) {
            throw unknown();
        }
        if (!path.subresource().isEmpty() && !resource.served().subresources().contains(path.subresource())) {
            throw unknown();
        }
        if (!resource.isStored() && !exchange.method().equals("POST")) {
            throw notAllowed();
        }
        switch (exchange.method()) {
            case "GET" -> read(exchange, resource, path);
            case "POST" -> create(exchange, resource, path);
            case "PUT", "PATCH" -> update(exchange, resource, path);
            case "DELETE" -> delete(exchange, resource, path);
            default -> throw notAllowed();
        }
    }

    private static ApiException unknown() {
        return ApiException.of(404, "NotFound", "the server could not find the requested resource");
    }

    private static ApiException notAllowed() {
        return ApiException.of(
                405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }

    private void read(HttpExchange exchange, Resource resource, RequestPath path)
            throws IOException, InterruptedException {
        Parameters parameters = new Parameters(exchange);
        Representation form = Representation.of(exchange.headers("Accept"));
        if (parameters.isWatch()) {
            watch(exchange, resource, path, form);
        } else if (path.name().isEmpty()) {
            answers.list(
                    exchange,
                    resource,
                    verbs.reads().list(resource, path.namespace(), parameters.list(resource)),
                    form);
        } else if (path.subresource().isEmpty() || path.subresource().equals("status")) {
            ObjectNode object =
                    verbs.reads().get(resource, path.namespace(), path.name()).tree();
            answers.object(exchange, 200, resource, resource.shown(object), form);
        } else {
            throw notAllowed();
        }
    }

    private void watch(HttpExchange exchange, Resource resource, RequestPath path, Representation form)
            throws IOException, InterruptedException {
        Parameters parameters = new Parameters(exchange);
        parameters.checkWatch();
        Duration timeout = Duration.ofSeconds(parameters
                .timeoutSeconds()
                .filter(seconds -> seconds > 0)
                .orElseGet(() -> (long) SHORTEST_WATCH_SECONDS + random.nextInt(SHORTEST_WATCH_SECONDS)));
        WatchAnswer answer = new WatchAnswer(exchange, resource, form, answers, parameters.wantsBookmarks());
        try {
            ResourceWatch watch = verbs.reads()
                    .watch(
                            resource,
                            path.namespace(),
                            parameters.selector(resource, path.name()),
                            parameters.resourceVersion());
            answer.run(watch, timeout);
        } catch (ApiException e) {
            if (e.httpCode() != 410) {
                throw e;
            }
            answer.refuse(e);
        }
    }

    private void create(HttpExchange exchange, Resource resource, RequestPath path) {
        Body body = Body.of(exchange);
        WriteOptions options = new Parameters(exchange).write(body.duplicates());
        boolean action = !path.subresource().isEmpty() || !resource.isStored();
        if (action) {
            ObjectNode answer = verbs.act(
                    resource, path.namespace(), path.name(), path.subresource(), body.object(), options.dryRun());
            answers.json(exchange, 201, answer);
            return;
        }
        if (!path.name().isEmpty()) {
            throw notAllowed();
        }
        Representation form = Representation.of(exchange.headers("Accept"));
        ObjectNode created = verbs.create(resource, path.namespace(), body.object(), options);
        Answers.warn(exchange, options.warnings());
        answers.object(exchange, 201, resource, created, form);
    }

    private void update(HttpExchange exchange, Resource resource, RequestPath path) {
        boolean known = switch (path.subresource()) {
            case "", "status" -> true;
            case "finalize" -> exchange.method().equals("PUT");
            default -> false;
        };
        if (path.name().isEmpty() || !known) {
            throw notAllowed();
        }
        Representation form = Representation.of(exchange.headers("Accept"));
        Parameters parameters = new Parameters(exchange);
        WriteOptions options;
        ObjectNode updated;
        if (exchange.method().equals("PATCH")) {
            options = parameters.write(List.of());
            updated = verbs.patch(
                    resource,
                    path.namespace(),
                    path.name(),
                    path.subresource(),
                    Patches.read(exchange, resource),
                    options);
        } else {
            Body body = Body.of(exchange);
            options = parameters.write(body.duplicates());
            updated = verbs.update(resource, path.namespace(), path.name(), path.subresource(), body.object(), options);
        }
        Answers.warn(exchange, options.warnings());
        answers.object(exchange, 200, resource, updated, form);
    }

    private void delete(HttpExchange exchange, Resource resource, RequestPath path) {
        if (!path.subresource().isEmpty()) {
            throw notAllowed();
        }
        Parameters parameters = new Parameters(exchange);
        if (path.name().isEmpty()) {
            List<ObjectNode> deleted =
                    verbs.deleteCollection(resource, path.namespace(), parameters.list(resource), parameters.delete());
            answers.json(exchange, 200, collection(resource, deleted));
            return;
        }
        Deletes.Outcome outcome = verbs.delete(resource, path.namespace(), path.name(), parameters.delete());
        answers.json(exchange, 200, outcome.isGone() ? Answers.deleted(resource, outcome.object()) : outcome.object());
    }

    private static ObjectNode collection(Resource resource, List<ObjectNode> objects) {
        ObjectNode list = Json.object()
                .put("kind", resource.served().kind() + "List")
                .put("apiVersion", resource.served().apiVersion());
        list.putObject("metadata");
        list.putArray("items").addAll(objects);
        return list;
    }
}
