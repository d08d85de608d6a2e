package io.skep.cloud.cloudhub.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Subject;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyPinsTest {

    private final FakeKube kube = new FakeKube();

    private static PublicKey key() throws Exception {
        return KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
    }

    @Test
    void aKeyStaysWithTheFirstNodeAndANodeWithItsKey() throws Exception {
        KeyPins pins = KeyPins.load(kube);
        PublicKey one = key();
        PublicKey two = key();

        assertThat(pins.pin(one, "edge-1")).isTrue();
        assertThat(pins.pin(one, "edge-1")).isTrue();
        assertThat(pins.pin(one, "edge-2")).isFalse();
        assertThat(pins.pin(two, "edge-1")).isFalse();
        assertThat(pins.pin(two, "edge-2")).isTrue();
    }

    @Test
    void severalCloudcoresAndRestartsAgree() throws Exception {
        KeyPins here = KeyPins.load(kube);
        KeyPins there = KeyPins.load(kube);
        PublicKey key = key();

        assertThat(here.pin(key, "edge-1")).isTrue();
        assertThat(there.pin(key, "edge-2")).isFalse();
        assertThat(KeyPins.load(kube).pin(key, "edge-2")).isFalse();
        assertThat(there.pin(key, "edge-1")).isTrue();
    }

    @Test
    void sharedIdentityIsRefusedUnlessSwitchedOn() {
        X509Certificate shared = CertificateAuthority.create("KubeEdge", InstantSource.system(), new SecureRandom())
                .issueClient(new Subject("kubeEdge", "kubeedge.io"), Duration.ofDays(1))
                .certificate();
        NodeIdentity strict = new NodeIdentity(Optional.empty());
        NodeIdentity lenient = new NodeIdentity(Optional.of(KeyPins.load(kube)));

        assertThat(strict.check("edge-1", Optional.of(shared)))
                .get()
                .asString()
                .contains("acceptSharedIdentity is off");
        assertThat(lenient.check("edge-1", Optional.of(shared))).isEmpty();
        assertThat(lenient.check("edge-2", Optional.of(shared))).isPresent();
        assertThat(lenient.check("edge-1", Optional.empty())).isPresent();
    }
}
