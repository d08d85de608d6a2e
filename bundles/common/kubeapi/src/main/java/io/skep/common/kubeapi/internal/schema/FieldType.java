package io.skep.common.kubeapi.internal.schema;

/** What a field of a built-in structure holds. */
sealed interface FieldType {

    /** Anything at all. */
    enum AnyType implements FieldType {
        ANY
    }

    /** One value. The names are those of the API server's messages. */
    enum Scalar implements FieldType {
        STRING("string"),
        BYTES("byte"),
        TIME("date-time"),
        MICRO_TIME("micro-time"),
        QUANTITY("quantity"),
        INT_OR_STRING("int-or-string"),
        INTEGER("integer"),
        NUMBER("number"),
        BOOLEAN("boolean");

        private final String word;

        Scalar(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Scalar ofFormat(String format) {
            for (Scalar scalar : values()) {
                if (scalar.word.equals(format)) {
                    return scalar;
                }
            }
            throw new IllegalArgumentException("unknown format of a built-in field: " + format);
        }
    }

    /** Another structure. */
    record Reference(String name) implements FieldType {}

    record ListType(FieldType item) implements FieldType {}

    record MapType(FieldType value) implements FieldType {}
}
