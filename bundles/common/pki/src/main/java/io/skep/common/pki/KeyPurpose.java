package io.skep.common.pki;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Json;
import java.util.EnumSet;
import java.util.Set;

/** What a certificate may be used for (extended key usage), with the number that KubeEdge's header {@code ExtKeyUsages} has for it. */
public enum KeyPurpose {
    SERVER_AUTH(1),
    CLIENT_AUTH(2);

    private final int number;

    KeyPurpose(int number) {
        this.number = number;
    }

    /** The number in the header. */
    public int number() {
        return number;
    }

    /**
     * Reads the header {@code ExtKeyUsages} of GET /edge.crt: a JSON array of numbers; empty text means client authentication.
     *
     * @throws SkepException SKEP-409 when it is anything else; only the two purposes here are issued
     */
    public static Set<KeyPurpose> parse(String header) {
        if (header.isBlank()) {
            return EnumSet.of(CLIENT_AUTH);
        }
        Set<KeyPurpose> purposes = EnumSet.noneOf(KeyPurpose.class);
        for (JsonNode number : array(header)) {
            purposes.add(of(number));
        }
        return purposes.isEmpty() ? EnumSet.of(CLIENT_AUTH) : purposes;
    }

    private static JsonNode array(String header) {
        try {
            JsonNode node = Json.parse(header);
            if (node.isArray() && node.size() <= 16) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw invalid(e);
        }
        throw invalid(null);
    }

    private static KeyPurpose of(JsonNode number) {
        for (KeyPurpose purpose : values()) {
            if (number.isInt() && number.intValue() == purpose.number) {
                return purpose;
            }
        }
        throw invalid(null);
    }

    private static SkepException invalid(Throwable cause) {
        return new SkepException(
                PkiError.REQUEST_INVALID,
                "The certificate was not issued because the header ExtKeyUsages is no array of 1 and 2.",
                cause);
    }
}
