package io.skep.distributions.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.distributions.launcher.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemTest {

    @TempDir
    Path temp;

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    @Test
    void readsKeysOfAllThreeForms() throws GeneralSecurityException {
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp256r1"));
        PrivateKey ecKey = ec.generateKeyPair().getPrivate();
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        PrivateKey rsaKey = rsa.generateKeyPair().getPrivate();

        assertThat(Pem.key(pem("PRIVATE KEY", ecKey.getEncoded()))).isEqualTo(ecKey);
        assertThat(Pem.key(pem("PRIVATE KEY", rsaKey.getEncoded()))).isEqualTo(rsaKey);
        assertThat(Pem.key(pem("EC PRIVATE KEY", inner(ecKey, 28)))).isEqualTo(ecKey);
        assertThat(Pem.key(pem("RSA PRIVATE KEY", inner(rsaKey, 26)))).isEqualTo(rsaKey);
    }

    /** The key proper inside of its PKCS#8 envelope. */
    private static byte[] inner(PrivateKey key, int offset) {
        byte[] der = key.getEncoded();
        return Arrays.copyOfRange(der, offset, der.length);
    }

    @Test
    void refusesWhatIsNoKey() {
        assertThatThrownBy(() -> Pem.key("nothing")).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void readsTheCurrentContextOfAKubeconfigWithDataAndWithFiles() throws IOException {
        Files.writeString(temp.resolve("ca.crt"), "CA");
        Path file = Files.writeString(temp.resolve("config"), """
                apiVersion: v1
                current-context: b
                contexts:
                - {name: a, context: {cluster: x, user: x}}
                - {name: b, context: {cluster: c, user: u}}
                clusters:
                - {name: c, cluster: {server: "https://127.0.0.1:6443", certificate-authority: ca.crt}}
                users:
                - {name: u, user: {client-certificate-data: Q0VSVA==, token: t}}
                """);
        KubeConfig config = KubeConfig.read(file);
        assertThat(config.server()).isEqualTo("https://127.0.0.1:6443");
        assertThat(config.ca()).contains("CA");
        assertThat(config.certificate()).contains("CERT");
        assertThat(config.key()).isEmpty();
        assertThat(config.token()).contains("t");
    }

    @Test
    void saysWhatIsWrongWithAKubeconfig() throws IOException {
        Path file = Files.writeString(temp.resolve("config"), "current-context: none\ncontexts: []\n");
        assertThatThrownBy(() -> KubeConfig.read(file))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("no entry 'none' under contexts");
    }
}
