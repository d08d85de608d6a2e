package io.skep.cloud.apiserver.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.model.Json;
import io.skep.common.pki.Pem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountTokensTest {

    @TempDir
    private Path folder;

    @Test
    void signsTokensThatItsPublicKeyVerifiesAfterARestartToo() throws Exception {
        AccountTokens.open(folder, new SecureRandom());
        String token = AccountTokens.open(folder, new SecureRandom())
                .sign(Json.object().put("sub", "x"));

        String[] parts = token.split("\\.");
        byte[] der =
                Pem.parse(Files.readString(folder.resolve("sa.pub"))).getFirst().der();
        PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
        check.initVerify(key);
        check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));

        assertThat(check.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        assertThat(Json.parse(Base64.getUrlDecoder().decode(parts[0]))
                        .path("alg")
                        .asText())
                .isEqualTo("ES256");
        assertThat(Json.parse(Base64.getUrlDecoder().decode(parts[1]))
                        .path("sub")
                        .asText())
                .isEqualTo("x");
    }
}
