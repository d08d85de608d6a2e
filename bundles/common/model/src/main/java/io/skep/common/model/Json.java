package io.skep.common.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The one JSON mapper of Skep: bounded reading (depth 200, 32 MiB, names 64 KiB), decimals kept as written, unknown members ignored, records
 * supported. The mapper is thread-safe; trees are not, and are never changed once they are part of a message.
 */
public final class Json {

    /** Longest document that is read, in bytes or characters. */
    public static final int MAX_LENGTH = 32 * 1024 * 1024;

    /** Deepest nesting that is read. */
    public static final int MAX_DEPTH = 200;

    private static final JsonFactory FACTORY = factory(Long.MAX_VALUE);

    /** The mapper itself, for {@code valueToTree} and the like. Do not reconfigure it. */
    public static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .build();

    private Json() {}

    /** A bounded factory. Its buffers are pooled apart from threads: those of Skep are virtual and many. */
    static JsonFactory factory(long maxTokens) {
        return new JsonFactoryBuilder()
                .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxDocumentLength(MAX_LENGTH)
                        .maxStringLength(MAX_LENGTH)
                        .maxNameLength(64 * 1024)
                        .maxTokenCount(maxTokens)
                        .build())
                .build();
    }

    /**
     * Reads one document.
     *
     * @throws JsonProcessingException when the text is no JSON or is beyond a bound
     */
    public static JsonNode parse(String text) throws JsonProcessingException {
        try {
            return MAPPER.readTree(text);
        } catch (NumberFormatException e) {
            throw beyondBounds(e);
        }
    }

    /** Reads one document of UTF-8. */
    public static JsonNode parse(byte[] utf8) throws IOException {
        try {
            return MAPPER.readTree(utf8);
        } catch (NumberFormatException e) {
            throw beyondBounds(e);
        }
    }

    /** Jackson lets this one through bare: a number whose exponent no decimal has. */
    static JsonProcessingException beyondBounds(NumberFormatException cause) {
        return new JsonParseException(null, "a number has an exponent that is out of bounds", cause);
    }

    /** Writes a tree or a record; never fails for trees. */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
        }
    }

    /** As {@link #write}, in UTF-8. */
    public static byte[] writeBytes(Object value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The value as a tree: trees as they are, everything else converted. */
    public static JsonNode tree(Object value) {
        return switch (value) {
            case JsonNode node -> node;
            case RawJson raw -> raw.tree();
            case null, default -> MAPPER.valueToTree(value);
        };
    }
}
