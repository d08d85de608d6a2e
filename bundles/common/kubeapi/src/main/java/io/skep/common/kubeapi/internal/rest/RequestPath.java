package io.skep.common.kubeapi.internal.rest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The path of a request for a resource.
 *
 * @param apiVersion {@code v1} or {@code group/version}
 * @param namespace empty when the path names none
 * @param name empty for the collection
 * @param subresource empty for the object itself
 */
record RequestPath(String apiVersion, String namespace, String plural, String name, String subresource) {

    /** Reads {@code /api/v1/...} and {@code /apis/GROUP/VERSION/...}; empty for any other form. */
    static Optional<RequestPath> parse(String path) {
        List<String> parts = Arrays.asList(path.substring(1).split("/", -1));
        if (parts.contains("")) {
            return Optional.empty();
        }
        if (parts.getFirst().equals("api") && parts.size() >= 3) {
            return rest(parts.get(1), parts.subList(2, parts.size()));
        }
        if (parts.getFirst().equals("apis") && parts.size() >= 4) {
            return rest(parts.get(1) + "/" + parts.get(2), parts.subList(3, parts.size()));
        }
        return Optional.empty();
    }

    private static Optional<RequestPath> rest(String apiVersion, List<String> parts) {
        boolean ownPath = parts.size() == 3
                && (parts.get(2).equals("status") || parts.get(2).equals("finalize"));
        if (parts.getFirst().equals("namespaces") && parts.size() >= 3 && !ownPath) {
            return object(apiVersion, parts.get(1), parts.subList(2, parts.size()));
        }
        return object(apiVersion, "", parts);
    }

    private static Optional<RequestPath> object(String apiVersion, String namespace, List<String> parts) {
        return parts.size() > 3
                ? Optional.empty()
                : Optional.of(new RequestPath(
                        apiVersion,
                        namespace,
                        parts.getFirst(),
                        parts.size() > 1 ? parts.get(1) : "",
                        parts.size() > 2 ? parts.get(2) : ""));
    }
}
