package io.skep.itests.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a container's metrics and health say: one answer, on a connection of its own. */
record Scrape(int status, String contentType, String text) {

    private static final int MILLIS = 10_000;

    /** Asks once; a server that is not there is an exception. */
    static Scrape of(Cluster cluster, String container, String path, String accept) throws IOException {
        int port = cluster.port(container.equals("cloud") ? 9091 : 9092);
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setConnectTimeout(MILLIS);
        connection.setReadTimeout(MILLIS);
        connection.setRequestProperty("Accept", accept);
        connection.setRequestProperty("Connection", "close");
        try {
            int status = connection.getResponseCode();
            try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                return new Scrape(status, connection.getContentType(), text);
            }
        } finally {
            connection.disconnect();
        }
    }

    /** The metrics in Prometheus' own text; a server that is just being swapped is waited for. */
    static Scrape metrics(Cluster cluster, String container) {
        return awaited(cluster, container, "/metrics", 200);
    }

    /** Waits until a path is answered with a status. */
    static Scrape awaited(Cluster cluster, String container, String path, int status) {
        return Await.until(
                container + " answers " + path + " with " + status,
                Duration.ofSeconds(30),
                () -> tried(cluster, container, path),
                scrape -> scrape.status() == status);
    }

    /** Asks once; status 0 while nobody listens. */
    static Scrape tried(Cluster cluster, String container, String path) {
        try {
            return of(cluster, container, path, "*/*");
        } catch (IOException e) {
            return new Scrape(0, "", e.toString());
        }
    }

    /** The sum of a metric over all its labels that hold a text; fails when there is no such line. */
    long sum(String metric, String label) {
        Matcher line =
                Pattern.compile("(?m)^" + metric + "(?:\\{([^}]*)})? (\\S+)$").matcher(text);
        double sum = 0;
        int lines = 0;
        while (line.find()) {
            if (label.isEmpty() || String.valueOf(line.group(1)).contains(label)) {
                sum += Double.parseDouble(line.group(2));
                lines++;
            }
        }
        if (lines == 0) {
            throw new AssertionError("no " + metric + " of " + label + " in\n" + text);
        }
        return Math.round(sum);
    }
}
