package io.skep.cloud.kube.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.skep.cloud.kube.KubeException;
import io.skep.common.http.HttpDirect;
import io.skep.common.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One API server over HTTP, and directly when it runs in this process; bodies are JSON. */
final class ApiConnection implements AutoCloseable {

    private static final long CALL_SECONDS = 30;
    private static final String JSON = "application/json";

    private final String address;
    private final HttpClient http;
    private final DirectRoute route;

    /** @param address with or without a slash at the end */
    ApiConnection(String address, HttpClient http, DirectRoute route) {
        this.route = route;
        this.address = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        this.http = http;
    }

    String address() {
        return address;
    }

    /**
     * Makes one call.
     *
     * @param body null for none
     * @throws KubeException whatever went wrong
     */
    ObjectNode call(String method, String path, String contentType, JsonNode body) throws InterruptedException {
        String call = method + " " + path;
        Optional<HttpDirect> direct = route.open();
        HttpDirect.Response response = direct.isPresent()
                ? directly(direct.get(), method, path, contentType, body)
                : overTls(method, path, contentType, body);
        if (response.status() / 100 != 2) {
            throw Statuses.refused(call, response.status(), response.body());
        }
        try {
            if (Json.parse(response.body()) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw Statuses.outage(KubeError.STRANGE_ANSWER, call + " got an answer that is no JSON.");
        }
        throw Statuses.outage(KubeError.STRANGE_ANSWER, call + " got an answer that is no JSON object.");
    }

    private HttpDirect.Response directly(
            HttpDirect server, String method, String path, String contentType, JsonNode body)
            throws InterruptedException {
        Map<String, String> headers =
                contentType == null ? Map.of("Accept", JSON) : Map.of("Accept", JSON, "Content-Type", contentType);
        byte[] bytes = body == null ? new byte[0] : Json.writeBytes(body);
        try {
            return server.call(
                    new HttpDirect.Request(method, path, headers, bytes, route.certificates()),
                    Duration.ofSeconds(CALL_SECONDS));
        } catch (IOException e) {
            throw unreachable(method + " " + path, cause(e));
        }
    }

    private HttpDirect.Response overTls(String method, String path, String contentType, JsonNode body)
            throws InterruptedException {
        Optional<HttpDirect> here = route.find();
        HttpRequest.Builder request =
                http.newHttpRequestBuilder().uri(address + path).setHeader("Accept", JSON);
        request.timeout(CALL_SECONDS, TimeUnit.SECONDS);
        request.method(method, contentType, body == null ? null : Json.write(body));
        HttpResponse<byte[]> response = await(method + " " + path, http.sendAsync(request.build(), byte[].class));
        if (response.isSuccessful()) {
            here.ifPresent(route::proven);
        }
        return new HttpDirect.Response(response.code(), response.body());
    }

    /** Opens a watch; the caller closes the stream. */
    InputStream stream(String path) throws InterruptedException, IOException {
        HttpRequest.Builder request =
                http.newHttpRequestBuilder().uri(address + path).setHeader("Accept", JSON);
        request.forStreaming();
        String call = "GET " + path;
        HttpResponse<InputStream> response = await(call, http.sendAsync(request.build(), InputStream.class));
        if (response.isSuccessful()) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            throw Statuses.refused(call, response.code(), body.readNBytes(1024 * 1024));
        }
    }

    private <T> T await(String call, CompletableFuture<T> answer) throws InterruptedException {
        try {
            return answer.get(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw unreachable(call, cause(e));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unreachable(call, "no answer within " + CALL_SECONDS + " s");
        }
    }

    private KubeException unreachable(String call, String why) {
        return Statuses.outage(KubeError.UNREACHABLE, call + " did not reach " + address + ": " + why + ".");
    }

    private static String cause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    @Override
    public void close() {
        http.close();
    }
}
