package io.skep.cloud.cloudhub.internal.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.testkit.MovableClock;
import io.skep.cloud.kube.KubeResource;
import io.skep.cloud.kube.fake.FakeKube;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.JoinToken;
import io.skep.common.pki.TokenCheck;
import io.skep.common.pki.Tokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of tokens, and the tokens that are given out by it. */
class TokenListTest {

    private static final Duration INTERVAL = Duration.ofHours(12);

    private final MovableClock clock = new MovableClock();
    private final FakeKube kube = new FakeKube();
    private final TokenList list = new TokenList(kube, clock);
    private final CertificateAuthority ca = CertificateAuthority.create("KubeEdge", clock, new SecureRandom());

    @TempDir
    private Path folder;

    private TokenRenewal renewal() {
        return new TokenRenewal(
                ca, kube, new TokenList(kube, clock), Optional.of(folder.resolve("token")), INTERVAL, clock);
    }

    private boolean counts(String token) {
        return Tokens.check(ca, JoinToken.parse(token).jwt(), clock.instant()) instanceof TokenCheck.Valid(var end)
                && list.refusal(end).isEmpty();
    }

    @Test
    void tokensMadeElsewhereCountUntilAllAreRevoked() {
        Instant elsewhere = clock.instant().plus(Duration.ofDays(3650));
        assertThat(list.refusal(elsewhere)).isEmpty();

        Instant mine = list.add(clock.instant().plus(INTERVAL));
        list.revokeAll();
        Instant next = list.add(clock.instant().plus(INTERVAL));

        assertThat(list.refusal(elsewhere)).get().asString().startsWith("all tokens were revoked at 2026-");
        assertThat(list.refusal(mine)).get().asString().startsWith("the token was revoked at 2026-");
        assertThat(next).isEqualTo(mine.plusSeconds(1));
        assertThat(list.refusal(next)).isEmpty();
    }

    @Test
    void revokesOneByItsIdOrItsEnd() {
        Instant one = list.add(clock.instant().plusSeconds(100));
        Instant two = list.add(clock.instant().plusSeconds(200));
        Instant elsewhere = clock.instant().plusSeconds(300);

        list.revoke(list.rows().getFirst().id());
        list.revoke(elsewhere);

        assertThat(list.refusal(one)).isPresent();
        assertThat(list.refusal(two)).isEmpty();
        assertThat(list.refusal(elsewhere)).isPresent();
        assertThatThrownBy(() -> list.revoke("all tokens"))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code().code()).isEqualTo("SKEP-540"));
    }

    @Test
    void forgetsWhatIsTooOldAtTheNextChange() {
        list.add(clock.instant().plusSeconds(100));
        clock.advance(Duration.ofSeconds(100));
        assertThat(list.rows()).isEmpty();

        list.add(clock.instant().plusSeconds(100));
        clock.advance(Duration.ofSeconds(-50));

        assertThat(list.rows()).hasSize(1);
    }

    @Test
    void isTheSameAtEveryCloudcoreAndAfterARestart() {
        TokenList other = new TokenList(kube, clock);
        Instant mine = list.add(clock.instant().plusSeconds(100));
        other.revokeAll();

        assertThat(list.refusal(mine)).isPresent();
        assertThat(new TokenList(kube, clock).rows()).isEqualTo(list.rows());
    }

    /** KubeEdge #5826: the printed token is one that has expired. */
    @Test
    void whatIsGivenOutIsNeverTooOldWhateverTheClockDid() throws Exception {
        TokenRenewal renewal = renewal();
        String first = renewal.current();
        assertThat(renewal.current()).isEqualTo(first);

        for (Duration jump : new Duration[] {INTERVAL.plusSeconds(1), Duration.ofDays(40), Duration.ofDays(-80)}) {
            clock.advance(jump);
            assertThat(counts(renewal.current())).isTrue();
            assertThat(Files.readString(folder.resolve("token"))).isEqualTo(renewal.current());
        }
    }

    @Test
    void aRevokedTokenIsReplacedAlsoByACloudcoreThatDidNotRevokeIt() {
        TokenRenewal here = renewal();
        TokenRenewal there = renewal();
        String mine = here.renew();
        String theirs = there.renew();

        list.revokeAll();

        assertThat(counts(mine)).isFalse();
        assertThat(counts(theirs)).isFalse();
        assertThat(counts(here.current())).isTrue();
        assertThat(counts(there.current())).isTrue();
    }

    /** KubeEdge's role for cloudcore lets it get, create and update Secrets and ConfigMaps, and no more. */
    @Test
    void needsNoMoreRightsThanKubeEdgeGives() throws Exception {
        renewal().renew();
        renewal().renew();
        list.revokeAll();
        KeyPins.load(kube).pin(ca.certificate().getPublicKey(), "edge-1");

        assertThat(kube.calls()).isNotEmpty().allMatch(call -> call.matches("(get|create|update) .*"));
        assertThat(kube.get(KubeResource.SECRETS, "kubeedge", "tokensecret")
                        .path("data")
                        .path("tokendata")
                        .asText())
                .isNotEmpty();
    }

    @Test
    void givesNothingOutWhileItCannotAskWhatIsRevoked() {
        TokenRenewal renewal = renewal();
        renewal.renew();
        kube.outage(true);

        assertThatThrownBy(renewal::current).isInstanceOf(SkepException.class);
    }
}
