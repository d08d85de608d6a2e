package io.skep.cloud.kube.internal;

import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths and queries of the Kubernetes API. */
final class ApiPath {

    private ApiPath() {}

    /** {@code /api/v1/namespaces/NS/pods}, or over all namespaces when it is empty. */
    static String collection(KubeResource resource, String namespace) {
        String root = resource.group().isEmpty()
                ? "/api/" + resource.version()
                : "/apis/" + resource.group() + "/" + resource.version();
        String inside = resource.namespaced() && !namespace.isEmpty() ? "/namespaces/" + segment(namespace) : "";
        return root + inside + "/" + resource.plural();
    }

    /** One object, or its subresource when that is not empty. */
    static String object(KubeResource resource, String namespace, String name, String subresource) {
        return collection(resource, namespace) + "/" + segment(name) + (subresource.isEmpty() ? "" : "/" + subresource);
    }

    static String listQuery(Selector selector, int limit, String next) {
        return selectors(new StringBuilder("?limit=").append(limit), selector)
                + (next.isEmpty() ? "" : "&continue=" + segment(next));
    }

    static String watchQuery(Selector selector, String resourceVersion, long timeoutSeconds) {
        StringBuilder query = new StringBuilder("?watch=true&allowWatchBookmarks=true&resourceVersion=")
                .append(segment(resourceVersion))
                .append("&timeoutSeconds=")
                .append(timeoutSeconds);
        return selectors(query, selector);
    }

    private static String selectors(StringBuilder query, Selector selector) {
        if (!selector.labels().isEmpty()) {
            query.append("&labelSelector=").append(segment(selector.labels()));
        }
        if (!selector.fields().isEmpty()) {
            query.append("&fieldSelector=").append(segment(selector.fields()));
        }
        return query.toString();
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
