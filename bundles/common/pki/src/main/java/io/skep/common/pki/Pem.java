package io.skep.common.pki;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.internal.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM blocks and files. */
public final class Pem {

    public static final String CERTIFICATE = "CERTIFICATE";

    /** A key in SEC1. */
    public static final String EC_PRIVATE_KEY = "EC PRIVATE KEY";

    /** A key in PKCS#8, or, as Go's cloudcore writes it, in SEC1. */
    public static final String PRIVATE_KEY = "PRIVATE KEY";

    /** A key in PKCS#1. */
    public static final String RSA_PRIVATE_KEY = "RSA PRIVATE KEY";

    /** Mode of key files: 0600. */
    public static final String PRIVATE = "rw-------";

    /** Mode of certificate files: 0644. */
    public static final String PUBLIC = "rw-r--r--";

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----\\s([A-Za-z0-9+/=\\s]{0,1000000}+)-----END \\1-----");

    private Pem() {}

    /**
     * One block.
     *
     * @param type between BEGIN and the dashes
     * @param der what it holds
     */
    public record Block(String type, byte[] der) {}

    /** All blocks of a text, in order; text between them is ignored, and so are blocks that hold no base64. */
    public static List<Block> parse(String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            decode(matcher.group(2)).ifPresent(der -> blocks.add(new Block(matcher.group(1), der)));
        }
        return blocks;
    }

    /** One block as text, lines of 64 characters. */
    public static String format(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    /**
     * Writes one block to a file as a whole: a reader sees the old content or the new one, and nobody sees it with another mode. Parent folders
     * are made when missing.
     *
     * @param mode {@link #PRIVATE} or {@link #PUBLIC}
     * @throws SkepException SKEP-413
     */
    public static void write(Path file, String type, byte[] der, String mode) {
        AtomicFile.write(file, format(type, der).getBytes(StandardCharsets.US_ASCII), mode);
    }

    private static Optional<byte[]> decode(String base64) {
        try {
            return Optional.of(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
