package io.skep.cloud.apiserver.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.SkepException;
import io.skep.common.kubeapi.TokenIssuer;
import io.skep.common.model.Json;
import io.skep.common.pki.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Service account tokens: JWTs signed ES256 with a key that is kept beside the API's CA. */
final class AccountTokens implements TokenIssuer {

    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final PrivateKey key;
    private final String keyId;

    private AccountTokens(PrivateKey key, String keyId) {
        this.key = key;
        this.keyId = keyId;
    }

    /** Loads the key pair {@code sa.key}, {@code sa.pub}, or makes it at the first start. */
    static AccountTokens open(Path folder, SecureRandom random) {
        Path keyFile = folder.resolve("sa.key");
        Path publicFile = folder.resolve("sa.pub");
        try {
            if (!Files.exists(keyFile) || !Files.exists(publicFile)) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"), random);
                KeyPair pair = generator.generateKeyPair();
                Pem.write(publicFile, "PUBLIC KEY", pair.getPublic().getEncoded(), Pem.PUBLIC);
                Pem.write(keyFile, Pem.PRIVATE_KEY, pair.getPrivate().getEncoded(), Pem.PRIVATE);
            }
            KeyFactory keys = KeyFactory.getInstance("EC");
            PrivateKey key = keys.generatePrivate(new PKCS8EncodedKeySpec(read(keyFile)));
            byte[] published = keys.generatePublic(new X509EncodedKeySpec(read(publicFile)))
                    .getEncoded();
            return new AccountTokens(
                    key, URL.encodeToString(MessageDigest.getInstance("SHA-256").digest(published)));
        } catch (IOException | GeneralSecurityException e) {
            throw new SkepException(
                    ApiServerError.FILE_UNWRITABLE,
                    "Cannot use the key of service account tokens " + keyFile + ": " + e + ".",
                    e);
        }
    }

    private static byte[] read(Path file) throws IOException {
        return Pem.parse(Files.readString(file)).stream()
                .findFirst()
                .orElseThrow(() -> new IOException("no PEM block"))
                .der();
    }

    @Override
    public String issuer() {
        return ISSUER;
    }

    @Override
    public String sign(ObjectNode claims) {
        ObjectNode header = Json.object().put("alg", "ES256").put("kid", keyId).put("typ", "JWT");
        String signed = URL.encodeToString(Json.writeBytes(header)) + "." + URL.encodeToString(Json.writeBytes(claims));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ES256 is not available", e);
        }
    }
}
