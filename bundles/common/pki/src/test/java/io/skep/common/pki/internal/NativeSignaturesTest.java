package io.skep.common.pki.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeSignaturesTest {

    private static final byte[] TEXT = "to be signed".getBytes(StandardCharsets.UTF_8);

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static NativeSignatures of(KeyPair pair) {
        Optional<NativeSignatures> signatures = NativeSignatures.of(pair.getPublic());
        assumeTrue(signatures.isPresent(), "OpenSSL 3 is not on this machine");
        return signatures.get();
    }

    private static byte[] sign(KeyPair pair, String algorithm) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(pair.getPrivate());
        signature.update(TEXT);
        return signature.sign();
    }

    @ParameterizedTest
    @CsvSource({
        "secp256r1, SHA256withECDSA",
        "secp384r1, SHA384withECDSA",
        "secp521r1, SHA512withECDSA",
        "secp256r1, SHA512withECDSA"
    })
    void saysYesToWhatTheKeySigned(String curve, String algorithm) throws GeneralSecurityException {
        KeyPair pair = pair(curve);
        assertThat(of(pair).isBy(TEXT, sign(pair, algorithm), algorithm)).isTrue();
    }

    @Test
    void saysNoToEverythingElse() throws GeneralSecurityException {
        KeyPair pair = pair("secp256r1");
        NativeSignatures signatures = of(pair);
        byte[] good = sign(pair, "SHA256withECDSA");
        byte[] altered = TEXT.clone();
        altered[0]++;
        assertThat(signatures.isBy(altered, good, "SHA256withECDSA")).isFalse();
        assertThat(signatures.isBy(TEXT, good, "SHA384withECDSA")).isFalse();
        assertThat(signatures.isBy(TEXT, good, "SHA1withECDSA")).isFalse();
        assertThat(signatures.isBy(TEXT, sign(pair("secp256r1"), "SHA256withECDSA"), "SHA256withECDSA"))
                .isFalse();
        assertThat(signatures.isBy(TEXT, new byte[0], "SHA256withECDSA")).isFalse();
        assertThat(signatures.isBy(new byte[0], new byte[] {0x30, 0x7f, 1}, "SHA256withECDSA"))
                .isFalse();
        for (int i = 0; i < good.length; i++) {
            byte[] broken = good.clone();
            broken[i] ^= 0x41;
            assertThat(signatures.isBy(TEXT, broken, "SHA256withECDSA")).isFalse();
        }
        assertThat(signatures.isBy(TEXT, good, "SHA256withECDSA")).isTrue();
    }

    @Test
    void leavesOtherKeysToTheJdk() throws GeneralSecurityException {
        assertThat(NativeSignatures.of(KeyPairGenerator.getInstance("Ed25519")
                        .generateKeyPair()
                        .getPublic()))
                .isEmpty();
    }
}
