package io.skep.edge.edged.internal.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Asks for a page over HTTP/1.1, a connection for each request. Written on sockets because the JDK's client forbids the header Host, which probes may
 * set, and keeps threads. A status of 200 to 399 is good; redirects are followed while they lead to the same host.
 */
final class HttpCheck {

    private static final int MOST_HEAD = 16 << 10;
    private static final int MOST_BODY = 10 << 10;
    private static final int MOST_REDIRECTS = 10;

    private final SeenKeys seen = new SeenKeys();

    /** Status line and the two headers that matter. */
    private record Head(int status, String location, long length) {}

    Outcome get(Handler.HttpGet get, String address, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        Handler.HttpGet current = get;
        String host = get.host().isEmpty() ? address : get.host();
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            Head head;
            try {
                head = ask(current, host, end);
            } catch (SocketTimeoutException e) {
                return bad(current, host, "no answer within " + limit.toSeconds() + " s");
            } catch (IOException | IllegalArgumentException e) {
                Optional<SeenKeys.ChangedException> change = SeenKeys.change(e);
                return change.isPresent()
                        ? new Outcome.Unknown(change.get().getMessage())
                        : bad(current, host, e.getMessage());
            }
            Optional<Handler.HttpGet> next = redirect(current, host, head);
            if (next.isEmpty()) {
                return head.status() >= 200 && head.status() < 400
                        ? new Outcome.Good()
                        : new Outcome.Bad("HTTP probe failed with statuscode: " + head.status());
            }
            current = next.get();
        }
        return bad(current, host, "stopped after " + MOST_REDIRECTS + " redirects");
    }

    private static Outcome bad(Handler.HttpGet get, String host, String why) {
        String url = (get.tls() ? "https" : "http") + "://" + literal(host) + ":" + get.port() + get.path();
        return new Outcome.Bad("Get \"" + url + "\": " + why);
    }

    private static String literal(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static Optional<Handler.HttpGet> redirect(Handler.HttpGet get, String host, Head head) {
        boolean moved = head.status() >= 301 && head.status() <= 308 && head.status() != 304;
        if (!moved || head.location().isEmpty()) {
            return Optional.empty();
        }
        try {
            String scheme = get.tls() ? "https" : "http";
            URI to = URI.create(scheme + "://" + literal(host) + ":" + get.port() + get.path())
                    .resolve(head.location());
            boolean tls = "https".equalsIgnoreCase(to.getScheme());
            if (!literal(host).equalsIgnoreCase(to.getHost())) {
                return Optional.empty();
            }
            int port = to.getPort() > 0 ? to.getPort() : tls ? 443 : 80;
            String path = to.getRawPath() == null || to.getRawPath().isEmpty() ? "/" : to.getRawPath();
            String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
            return Optional.of(new Handler.HttpGet(tls, get.host(), port, path + query, get.headers()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Head ask(Handler.HttpGet get, String host, long end) throws IOException {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, get.port()), left(end));
            plain.setSoTimeout(left(end));
            try (Socket socket = get.tls() ? seen.over(plain, host, get.port()) : plain) {
                socket.getOutputStream().write(request(get, host).getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
                Head head = head(socket, end);
                skipBody(socket, head.length(), end);
                return head;
            }
        }
    }

    private static int left(long end) throws SocketTimeoutException {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("too late");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private static String request(Handler.HttpGet get, String host) {
        StringBuilder request =
                new StringBuilder("GET " + get.path().replaceAll("[\\s\\x00]", "%20") + " HTTP/1.1\r\n");
        line(request, get, "Host", literal(host) + ":" + get.port());
        line(request, get, "User-Agent", "kube-probe/1.26");
        line(request, get, "Accept", "*/*");
        for (Map.Entry<String, String> header : get.headers()) {
            request.append(header.getKey())
                    .append(": ")
                    .append(header.getValue())
                    .append("\r\n");
        }
        return request.append("Connection: close\r\n\r\n").toString();
    }

    private static void line(StringBuilder request, Handler.HttpGet get, String name, String value) {
        if (get.headers().stream().noneMatch(header -> header.getKey().equalsIgnoreCase(name))) {
            request.append(name).append(": ").append(value).append("\r\n");
        }
    }

    private static Head head(Socket socket, long end) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int state = 0;
        while (state < 4) {
            socket.setSoTimeout(left(end));
            int next = in.read();
            if (next < 0 || bytes.size() > MOST_HEAD) {
                throw new IOException(next < 0 ? "the connection was closed" : "the answer's headers are too long");
            }
            bytes.write(next);
            state = next == "\r\n\r\n".charAt(state) ? state + 1 : next == '\r' ? 1 : 0;
        }
        String[] lines = bytes.toString(StandardCharsets.ISO_8859_1).split("\r\n");
        if (!lines[0].matches("HTTP/1\\.[01] [1-5]\\d\\d.*")) {
            throw new IOException("the answer is not HTTP");
        }
        String location = "";
        long length = -1;
        for (String line : lines) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("location:")) {
                location = line.substring(9).strip();
            } else if (lower.matches("content-length:\\s*\\d{1,18}\\s*")) {
                length = Long.parseLong(line.substring(15).strip());
            }
        }
        return new Head(Integer.parseInt(lines[0].substring(9, 12)), location, length);
    }

    /** Takes the answer off the server, so that it does not see its connection broken. What goes wrong here is no failure. */
    private static void skipBody(Socket socket, long length, long end) {
        long most = length < 0 ? MOST_BODY : Math.min(length, MOST_BODY);
        byte[] buffer = new byte[1024];
        try {
            while (most > 0) {
                socket.setSoTimeout(left(end));
                int read = socket.getInputStream().read(buffer, 0, (int) Math.min(buffer.length, most));
                if (read < 0) {
                    return;
                }
                most -= read;
            }
        } catch (IOException e) {
            return; // the status is known
        }
    }
}
