package io.skep.common.kubeapi.internal.rest;

import io.skep.common.kubeapi.ApiException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The form in which a client wants an answer, from its Accept header. Always JSON.
 *
 * @param as the {@code as} of the media type: empty, {@code Table}, {@code PartialObjectMetadata}, {@code APIGroupDiscoveryList}, ...
 * @param group the {@code g} of the media type
 * @param version the {@code v} of the media type
 */
record Representation(String as, String group, String version) {

    static final Representation PLAIN = new Representation("", "", "");
    private static final int MAX_HEADER = 8192;
    private static final String META = "meta.k8s.io";
    private static final String DISCOVERY = "apidiscovery.k8s.io";

    /**
     * Takes the first form that is known.
     *
     * @throws ApiException 406 when there is none
     */
    static Representation of(List<String> accept) {
        String header = String.join(",", accept);
        if (header.isBlank()) {
            return PLAIN;
        }
        if (header.length() > MAX_HEADER) {
            throw ApiException.badRequest("the Accept header is longer than " + MAX_HEADER + " characters");
        }
        for (String range : header.split(",")) {
            String[] parts = range.split(";");
            Map<String, String> parameters = parameters(parts);
            boolean json = switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
                case "application/json", "*/*", "application/*" -> true;
                default -> false;
            };
            Representation form = new Representation(
                    parameters.getOrDefault("as", ""),
                    parameters.getOrDefault("g", ""),
                    parameters.getOrDefault("v", ""));
            if (json && form.isKnown()) {
                return form;
            }
        }
        throw ApiException.of(
                406,
                "NotAcceptable",
                "only the following media types are accepted: application/json, application/json;as=Table;v=v1;g=meta.k8s.io,"
                        + " application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
    }

    private static Map<String, String> parameters(String[] parts) {
        Map<String, String> parameters = new HashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                parameters.put(
                        parts[i].substring(0, equals).strip(),
                        parts[i].substring(equals + 1).strip());
            }
        }
        return parameters;
    }

    private boolean isKnown() {
        return switch (as) {
            case "" -> true;
            case "Table", "PartialObjectMetadata", "PartialObjectMetadataList" ->
                group.equals(META) && (version.equals("v1") || version.equals("v1beta1"));
            case "APIGroupDiscoveryList" ->
                group.equals(DISCOVERY) && (version.equals("v2") || version.equals("v2beta1"));
            default -> false;
        };
    }

    boolean isTable() {
        return as.equals("Table");
    }

    boolean isMetadata() {
        return as.startsWith("PartialObjectMetadata");
    }

    boolean isDiscovery() {
        return as.equals("APIGroupDiscoveryList");
    }
}
