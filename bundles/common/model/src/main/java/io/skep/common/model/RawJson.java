package io.skep.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JSON object or list as it came over the wire: sound, within the bounds, and not made into a tree before somebody asks. Most messages pass several hands that
 * look at their route only. Immutable. A {@link CharSequence}, so that it can still be read when this bundle was replaced while it waited in a mailbox.
 */
public final class RawJson implements CharSequence {

    private static final int SHORT_NUMBER = 18;

    private final byte[] utf8;

    /** Null until it is asked for. A race makes it twice, and equal. */
    private JsonNode tree;

    private RawJson(byte[] utf8) {
        this.utf8 = utf8;
    }

    /**
     * Reads over the value that begins at the parser's token.
     *
     * @param array what the parser reads, from {@code offset} on
     * @return null when the parser does not know where in the array it is
     * @throws IOException when it is no JSON or is beyond the bounds
     */
    static RawJson read(JsonParser json, byte[] array, int offset) throws IOException {
        long start = json.currentTokenLocation().getByteOffset();
        if (start < 0) {
            return null;
        }
        int depth = 1;
        while (depth > 0) {
            JsonToken token = json.nextToken();
            if (token == null) {
                throw new IOException("the content of a message ends before it is complete");
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token.isNumeric()) {
                requireReadable(json, token);
            }
        }
        int end = Math.toIntExact(json.currentLocation().getByteOffset());
        byte[] utf8 = Arrays.copyOfRange(array, offset + (int) start, offset + end);
        requireText(utf8);
        return new RawJson(utf8);
    }

    /** Strings that are read over are not decoded. */
    private static void requireText(byte[] utf8) throws IOException {
        for (byte next : utf8) {
            if (next < 0) {
                try {
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
                } catch (CharacterCodingException e) {
                    throw new IOException("the content of a message is not UTF-8", e);
                }
                return;
            }
        }
    }

    /** What only turns out when a number is made of it. */
    private static void requireReadable(JsonParser json, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            json.getDecimalValue();
        } else if (json.getTextLength() > SHORT_NUMBER) {
            json.getBigIntegerValue();
        }
    }

    /** The value as a tree, always the same one. */
    @JsonValue
    public JsonNode tree() {
        JsonNode known = tree;
        if (known == null) {
            try {
                known = Json.parse(utf8);
            } catch (IOException e) {
                throw new IllegalStateException("what was read before cannot be read", e);
            }
            tree = known;
        }
        return known;
    }

    /** As it came. */
    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Override
    public int length() {
        return toString().length();
    }

    @Override
    public char charAt(int index) {
        return toString().charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return toString().subSequence(start, end);
    }

    /** Equal to what says the same in JSON, as a tree too. */
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof RawJson that
                        ? Arrays.equals(utf8, that.utf8) || tree().equals(that.tree())
                        : other instanceof JsonNode node && tree().equals(node));
    }

    @Override
    public int hashCode() {
        return tree().hashCode();
    }

    /** For a generator of UTF-8. */
    SerializableString written() {
        return new Utf8();
    }

    private final class Utf8 implements SerializableString {

        @Override
        public String getValue() {
            return RawJson.this.toString();
        }

        @Override
        public int charLength() {
            return length();
        }

        @Override
        public char[] asQuotedChars() {
            return getValue().toCharArray();
        }

        @Override
        public byte[] asUnquotedUTF8() {
            return utf8;
        }

        @Override
        public byte[] asQuotedUTF8() {
            return utf8;
        }

        @Override
        public int appendQuotedUTF8(byte[] buffer, int offset) {
            return appendUnquotedUTF8(buffer, offset);
        }

        @Override
        public int appendQuoted(char[] buffer, int offset) {
            return appendUnquoted(buffer, offset);
        }

        @Override
        public int appendUnquotedUTF8(byte[] buffer, int offset) {
            if (utf8.length > buffer.length - offset) {
                return -1;
            }
            System.arraycopy(utf8, 0, buffer, offset, utf8.length);
            return utf8.length;
        }

        @Override
        public int appendUnquoted(char[] buffer, int offset) {
            String text = getValue();
            if (text.length() > buffer.length - offset) {
                return -1;
            }
            text.getChars(0, text.length(), buffer, offset);
            return text.length();
        }

        @Override
        public int writeQuotedUTF8(OutputStream out) throws IOException {
            return writeUnquotedUTF8(out);
        }

        @Override
        public int writeUnquotedUTF8(OutputStream out) throws IOException {
            out.write(utf8);
            return utf8.length;
        }

        @Override
        public int putQuotedUTF8(ByteBuffer buffer) {
            return putUnquotedUTF8(buffer);
        }

        @Override
        public int putUnquotedUTF8(ByteBuffer buffer) {
            if (utf8.length > buffer.remaining()) {
                return -1;
            }
            buffer.put(utf8);
            return utf8.length;
        }
    }
}
