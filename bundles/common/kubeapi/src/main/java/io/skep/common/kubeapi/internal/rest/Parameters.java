package io.skep.common.kubeapi.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.http.HttpExchange;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.kubeapi.internal.select.FieldSelector;
import io.skep.common.kubeapi.internal.select.LabelSelector;
import io.skep.common.kubeapi.internal.select.Selector;
import io.skep.common.kubeapi.internal.verbs.Continuation;
import io.skep.common.kubeapi.internal.verbs.DeleteOptions;
import io.skep.common.kubeapi.internal.verbs.ListOptions;
import io.skep.common.kubeapi.internal.verbs.WriteOptions;
import io.skep.common.kubeapi.internal.verbs.WriteOptions.Validation;
import io.skep.common.kubeapi.schema.FieldError;
import io.skep.common.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The query of a request. */
final class Parameters {

    private final HttpExchange exchange;

    Parameters(HttpExchange exchange) {
        this.exchange = exchange;
    }

    private String text(String name) {
        return exchange.findQuery(name).orElse("");
    }

    private boolean flag(String name) {
        String value = text(name);
        return exchange.findQuery(name).isPresent() && !value.equals("false") && !value.equals("0");
    }

    boolean isWatch() {
        return flag("watch");
    }

    boolean wantsBookmarks() {
        return flag("allowWatchBookmarks");
    }

    /** What of each object a table carries. */
    String includeObject() {
        return text("includeObject");
    }

    Optional<Long> timeoutSeconds() {
        return number("timeoutSeconds");
    }

    private Optional<Long> number(String name) {
        String value = text(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (!value.matches("[0-9]{1,18}")) {
            throw ApiException.badRequest("query parameter " + name + " is no number: " + Json.write(value));
        }
        return Optional.of(Long.parseLong(value));
    }

    Optional<Long> resourceVersion() {
        return number("resourceVersion");
    }

    Selector selector(Resource resource, String name) {
        String fields = text("fieldSelector");
        if (!name.isEmpty()) {
            fields = "metadata.name=" + name + (fields.isEmpty() ? "" : "," + fields);
        }
        return new Selector(
                LabelSelector.parse(text("labelSelector")),
                FieldSelector.parse(fields, resource.rules().selectableFields()));
    }

    ListOptions list(Resource resource) {
        String match = text("resourceVersionMatch");
        Optional<Long> version = resourceVersion();
        Optional<Continuation> from =
                Optional.of(text("continue")).filter(token -> !token.isEmpty()).map(Continuation::parse);
        long limit = number("limit").orElse(0L);
        checkMatch(match, version, from.isPresent());
        boolean exact = match.equals("Exact") || match.isEmpty() && limit > 0 && version.orElse(0L) > 0;
        return new ListOptions(
                selector(resource, ""), exact ? version : Optional.empty(), version.orElse(0L), limit, from);
    }

    private static void checkMatch(String match, Optional<Long> version, boolean continues) {
        if (match.isEmpty()) {
            return;
        }
        String why = "";
        if (continues) {
            why = "Forbidden: resourceVersionMatch is forbidden when continue is provided";
        } else if (version.isEmpty()) {
            why = "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided";
        } else if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
            why = "Unsupported value: " + Json.write(match) + ": supported values: \"Exact\", \"NotOlderThan\"";
        } else if (match.equals("Exact") && version.get() == 0) {
            why = "Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"";
        }
        if (!why.isEmpty()) {
            throw invalidOptions(why);
        }
    }

    /** A watch takes no resourceVersionMatch in this version of the API; newer clients fall back to list and watch. */
    void checkWatch() {
        if (!text("resourceVersionMatch").isEmpty()) {
            throw invalidOptions("Forbidden: resourceVersionMatch is forbidden for watch");
        }
    }

    private static ApiException invalidOptions(String why) {
        return ApiException.of(422, "Invalid", "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: " + why)
                .withCause("FieldValueForbidden", why, "resourceVersionMatch");
    }

    WriteOptions write(List<FieldError> duplicates) {
        Validation validation = switch (text("fieldValidation").toUpperCase(Locale.ROOT)) {
            case "", "WARN" -> Validation.WARN;
            case "STRICT" -> Validation.STRICT;
            case "IGNORE" -> Validation.IGNORE;
            default ->
                throw ApiException.of(
                        422,
                        "Invalid",
                        "fieldValidation: Unsupported value: " + Json.write(text("fieldValidation"))
                                + ": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"");
        };
        return new WriteOptions(isDryRun(), validation, duplicates, new ArrayList<>());
    }

    boolean isDryRun() {
        String value = text("dryRun");
        if (!value.isEmpty() && !value.equals("All")) {
            throw ApiException.of(
                    422, "Invalid", "dryRun: Unsupported value: " + Json.write(value) + ": supported values: \"All\"");
        }
        return value.equals("All");
    }

    DeleteOptions delete() {
        byte[] body = exchange.body();
        JsonNode options = body.length == 0 ? Json.object() : Body.of(exchange).object();
        if (options instanceof ObjectNode object && !object.has("gracePeriodSeconds")) {
            number("gracePeriodSeconds").ifPresent(seconds -> object.put("gracePeriodSeconds", seconds));
        }
        return DeleteOptions.of(options, isDryRun());
    }
}
