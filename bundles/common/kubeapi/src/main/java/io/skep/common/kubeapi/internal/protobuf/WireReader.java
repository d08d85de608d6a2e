package io.skep.common.kubeapi.internal.protobuf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads protobuf's wire format from a piece of a byte array; never beyond its end. */
final class WireReader {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private final byte[] data;
    private final int end;
    private int at;
    private int wireType;

    WireReader(byte[] data) {
        this(data, 0, data.length);
    }

    private WireReader(byte[] data, int from, int end) {
        this.data = data;
        this.at = from;
        this.end = end;
    }

    /** The number of the next field; 0 at the end. */
    int next() throws IOException {
        if (at == end) {
            return 0;
        }
        long tag = varint();
        wireType = (int) (tag & 7);
        long number = tag >>> 3;
        if (number <= 0 || number > 1 << 29) {
            throw new IOException("protobuf field number out of range");
        }
        return (int) number;
    }

    int wireType() {
        return wireType;
    }

    long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = take(1)[0];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IOException("protobuf number too long");
    }

    long fixed(int bytes) throws IOException {
        byte[] raw = take(bytes);
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | raw[i] & 0xff;
        }
        return value;
    }

    private int length() throws IOException {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new IOException("protobuf field longer than its message");
        }
        return (int) length;
    }

    private byte[] take(int count) throws IOException {
        if (count > end - at) {
            throw new IOException("protobuf message cut off");
        }
        byte[] taken = Arrays.copyOfRange(data, at, at + count);
        at += count;
        return taken;
    }

    byte[] bytes() throws IOException {
        return take(length());
    }

    String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    WireReader message() throws IOException {
        int length = length();
        WireReader inner = new WireReader(data, at, at + length);
        at += length;
        return inner;
    }

    void skip() throws IOException {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> take(8);
            case BYTES -> bytes();
            case FIXED32 -> take(4);
            default -> throw new IOException("protobuf wire type " + wireType + " is not in use");
        }
    }
}
