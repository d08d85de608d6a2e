package io.skep.common.http.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The target of a request, decoded.
 *
 * @param path begins with a slash; no empty, {@code .} or {@code ..} segment; a closing slash is kept
 * @param query parameters in order of appearance
 */
record RequestTarget(String path, Map<String, List<String>> query) {

    /** @throws IllegalArgumentException with the reason, for the client */
    static RequestTarget parse(String uri) {
        String target = originForm(uri);
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question + 1);
        return new RequestTarget(normalise(decode(path, false)), parameters(query));
    }

    private static String originForm(String uri) {
        if (uri.startsWith("/")) {
            return uri;
        }
        int scheme = uri.indexOf("://");
        if (scheme < 0) {
            throw new IllegalArgumentException("the request target is no path");
        }
        int slash = uri.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : uri.substring(slash);
    }

    private static String normalise(String path) {
        if (path.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '\\')) {
            throw new IllegalArgumentException("the path has a character that is not allowed");
        }
        StringBuilder clean = new StringBuilder(path.length());
        for (String segment : path.split("/")) {
            if (segment.equals("..")) {
                throw new IllegalArgumentException("the path has a segment '..'");
            }
            if (!segment.isEmpty() && !segment.equals(".")) {
                clean.append('/').append(segment);
            }
        }
        if (path.endsWith("/") || clean.isEmpty()) {
            clean.append('/');
        }
        return clean.toString();
    }

    private static Map<String, List<String>> parameters(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
                parameters.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    private static String decode(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
            return text;
        }
        byte[] source = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(source.length);
        for (int i = 0; i < source.length; i++) {
            if (source[i] == '%') {
                bytes.put((byte) (hex(source, i + 1) << 4 | hex(source, i + 2)));
                i += 2;
            } else {
                bytes.put(plusIsSpace && source[i] == '+' ? (byte) ' ' : source[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the request target is not UTF-8", e);
        }
    }

    private static int hex(byte[] source, int index) {
        int digit = index < source.length ? Character.digit(source[index], 16) : -1;
        if (digit < 0) {
            throw new IllegalArgumentException("the request target has a broken percent escape");
        }
        return digit;
    }
}
