package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.testkit.MovableClock;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.CertificateFiles;
import io.skep.common.pki.EdgeEnrollment.Enrolled;
import io.skep.common.pki.PkiError;
import io.skep.common.pki.Subject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeIdentityTest {

    @TempDir
    private Path folder;

    private final MovableClock clock = new MovableClock();
    private final CertificateAuthority ca = CertificateAuthority.create("KubeEdge", clock, new SecureRandom());
    private final List<String> calls = new ArrayList<>();
    private Optional<SkepException> failure = Optional.empty();
    private CertificateFiles files;
    private Path bootstrap;

    @BeforeEach
    void place() {
        files = new CertificateFiles(folder.resolve("ca.crt"), folder.resolve("edge.crt"), folder.resolve("edge.key"));
        bootstrap = folder.resolve("bootstrap.conf");
    }

    private Enrolled enrolled(CertificateAuthority authority) {
        return new Enrolled(
                authority.certificate(), authority.issueClient(Subject.node("edge-1"), Duration.ofDays(365)));
    }

    private EdgeIdentity identity() {
        EdgeIdentity.Enroller enroller = new EdgeIdentity.Enroller() {
            @Override
            public Enrolled bootstrap(String token) {
                return answer("bootstrap " + token);
            }

            @Override
            public Enrolled rotate(Enrolled present) {
                return answer("rotate");
            }

            private Enrolled answer(String call) {
                calls.add(call);
                failure.ifPresent(reason -> {
                    throw reason;
                });
                return enrolled(ca);
            }
        };
        return new EdgeIdentity(
                files, new TokenSource(bootstrap, "", Optional.empty()), enroller, clock, new Random(1));
    }

    private String token(CertificateAuthority authority) {
        return authority.hash() + ".a.b.c";
    }

    @Test
    void joinsWithTheTokenAndMakesItVanish() throws Exception {
        Files.writeString(bootstrap, token(ca));
        EdgeIdentity identity = identity();
        identity.obtain();

        assertThat(calls).containsExactly("bootstrap " + token(ca));
        assertThat(bootstrap).doesNotExist();
        assertThat(files.load()).isPresent();
        assertThat(identity.certificate()).isPresent();
        assertThat(identity.trust().getAcceptedIssuers()).containsExactly(ca.certificate());
    }

    @Test
    void usesWhatWasSavedWithoutACall() throws Exception {
        files.save(enrolled(ca));
        Files.writeString(bootstrap, token(ca));
        identity().obtain();

        assertThat(calls).isEmpty();
        assertThat(bootstrap).doesNotExist();
    }

    @Test
    void saysThatThereIsNoToken() {
        assertThatThrownBy(() -> identity().obtain())
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(HubError.NO_TOKEN))
                .hasMessageContaining(bootstrap.toString());
    }

    @Test
    void keepsTheTokenWhenTheCloudRefuses() throws Exception {
        Files.writeString(bootstrap, token(ca));
        failure = Optional.of(new SkepException(PkiError.TOKEN_EXPIRED, "expired."));

        assertThatThrownBy(() -> identity().obtain())
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(PkiError.TOKEN_EXPIRED));
        assertThat(bootstrap).exists();
        assertThat(files.load()).isEmpty();
    }

    @Test
    void namesThePlaceOfARefusedTokenAndSeesAnotherOneThere() throws Exception {
        Files.writeString(bootstrap, token(ca));
        failure = Optional.of(new SkepException(PkiError.TOKEN_REFUSED, "The cloud refused the token."));
        EdgeIdentity identity = identity();

        assertThatThrownBy(identity::obtain)
                .hasMessage("The cloud refused the token; the token stands in " + bootstrap
                        + ", where another one is tried at once.");
        assertThat(identity.hasFreshToken()).isFalse();
        Files.writeString(bootstrap, token(ca) + "d");
        assertThat(identity.hasFreshToken()).isTrue();
        Files.delete(bootstrap);
        assertThat(identity.hasFreshToken()).isFalse();
    }

    @Test
    void changesTheCloudWithATokenForAnotherOne() throws Exception {
        CertificateAuthority old = CertificateAuthority.create("KubeEdge", clock, new SecureRandom());
        files.save(enrolled(old));
        Files.writeString(bootstrap, token(ca));
        identity().obtain();

        assertThat(calls).hasSize(1);
        assertThat(files.load().orElseThrow().ca()).isEqualTo(ca.certificate());
    }

    @Test
    void staysWithItsCloudWhenTheOtherOneRefuses() throws Exception {
        CertificateAuthority old = CertificateAuthority.create("KubeEdge", clock, new SecureRandom());
        files.save(enrolled(old));
        Files.writeString(bootstrap, token(ca));
        failure = Optional.of(new SkepException(PkiError.SERVER_UNREACHABLE, "away."));
        EdgeIdentity identity = identity();
        identity.obtain();

        assertThat(identity.trust().getAcceptedIssuers()).containsExactly(old.certificate());
    }

    @Test
    void joinsAnewWhenTheCertificateHasEndedOrIsBroken() throws Exception {
        files.save(enrolled(ca));
        clock.advance(Duration.ofDays(366));
        Files.writeString(bootstrap, token(ca));
        identity().obtain();
        assertThat(calls).containsExactly("bootstrap " + token(ca));

        Files.writeString(files.certificate(), "rubbish");
        assertThatThrownBy(() -> identity().obtain()).isInstanceOf(SkepException.class);
        Files.writeString(bootstrap, token(ca));
        identity().obtain();
        assertThat(calls).hasSize(2);
    }

    @Test
    void renewsTheCertificateInTime() throws Exception {
        files.save(enrolled(ca));
        EdgeIdentity identity = identity();
        assertThat(identity.rotateIfDue()).isFalse();
        identity.obtain();
        clock.advance(Duration.ofDays(200));
        assertThat(identity.rotateIfDue()).isFalse();
        clock.advance(Duration.ofDays(130));
        failure = Optional.of(new SkepException(PkiError.SERVER_UNREACHABLE, "away."));
        assertThatThrownBy(identity::rotateIfDue).isInstanceOf(SkepException.class);
        failure = Optional.empty();
        assertThat(identity.rotateIfDue()).isTrue();

        assertThat(identity.rotateIfDue()).isFalse();
        assertThat(files.load().orElseThrow().identity().certificate())
                .isEqualTo(identity.certificate().orElseThrow());
        assertThat(identity.certificate().orElseThrow().getNotAfter().toInstant())
                .isAfter(clock.instant().plus(Duration.ofDays(360)));
    }

    @Test
    void renewsACertificateThatEndedWhileItWasOff() throws Exception {
        files.save(enrolled(ca));
        clock.advance(Duration.ofDays(366));
        EdgeIdentity identity = identity();
        identity.obtain();

        assertThat(calls).containsExactly("rotate");
        assertThat(files.load()
                        .orElseThrow()
                        .identity()
                        .certificate()
                        .getNotAfter()
                        .toInstant())
                .isAfter(clock.instant());
        assertThat(identity.certificate()).isPresent();
    }

    @Test
    void asksForATokenWhenTheCloudDoesNotRenewTheEndedCertificate() throws Exception {
        files.save(enrolled(ca));
        clock.advance(Duration.ofDays(366));
        failure = Optional.of(new SkepException(PkiError.CERTIFICATE_REFUSED, "The cloud refused it."));

        assertThatThrownBy(() -> identity().obtain())
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(HubError.NO_TOKEN))
                .hasMessageContaining(
                        "does not renew it (The cloud refused it), and there is no token in " + bootstrap);

        failure = Optional.of(new SkepException(PkiError.SERVER_UNREACHABLE, "away."));
        assertThatThrownBy(() -> identity().obtain())
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(PkiError.SERVER_UNREACHABLE));
    }

    @Test
    void takesATokenWhenTheCertificateEndsWhileItRuns() throws Exception {
        files.save(enrolled(ca));
        EdgeIdentity identity = identity();
        identity.obtain();
        clock.advance(Duration.ofDays(366));
        Files.writeString(bootstrap, token(ca));

        assertThat(identity.rotateIfDue()).isTrue();
        assertThat(calls).containsExactly("bootstrap " + token(ca));
        assertThat(bootstrap).doesNotExist();
    }

    /** A clock that was reset to its beginning must not make an edge forget who it is. */
    @Test
    void keepsACertificateThatBeginsLater() throws Exception {
        files.save(enrolled(ca));
        clock.advance(Duration.ofDays(-20_000));
        EdgeIdentity identity = identity();
        identity.obtain();

        assertThat(calls).isEmpty();
        assertThat(identity.certificate()).isPresent();
    }
}
