package io.skep.common.kubeapi.internal.schema;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the fields of one protobuf message. Values that are a field's default are left out, as proto3 does. */
final class WireWriter {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] bytes() {
        return out.toByteArray();
    }

    WireWriter text(int field, String value) {
        return value.isEmpty() ? this : block(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A text that stands even when it is empty, as an element of a repeated field does. */
    WireWriter element(int field, String value) {
        return block(field, value.getBytes(StandardCharsets.UTF_8));
    }

    WireWriter message(int field, WireWriter message) {
        return block(field, message.bytes());
    }

    WireWriter flag(int field, boolean value) {
        return number(field, value ? 1 : 0);
    }

    WireWriter number(int field, long value) {
        if (value != 0) {
            varint((long) field << 3 | VARINT);
            varint(value);
        }
        return this;
    }

    WireWriter real(int field, double value) {
        if (value != 0) {
            varint((long) field << 3 | FIXED64);
            long bits = Double.doubleToLongBits(value);
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                out.write((int) (bits >>> shift));
            }
        }
        return this;
    }

    private WireWriter block(int field, byte[] content) {
        varint((long) field << 3 | LENGTH);
        varint(content.length);
        out.writeBytes(content);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
