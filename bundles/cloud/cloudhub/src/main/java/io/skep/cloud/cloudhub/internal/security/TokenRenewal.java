package io.skep.cloud.cloudhub.internal.security;

import io.skep.beehive.api.SkepException;
import io.skep.cloud.cloudhub.internal.HubError;
import io.skep.cloud.kube.KubeClient;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes join tokens: into secret {@code kubeedge/tokensecret} and, if wanted, a file that only the owner may read. What it gave out last is never too
 * old, whatever the clock did, and never one that was revoked. Thread-safe.
 */
public final class TokenRenewal {

    private static final Logger LOG = LoggerFactory.getLogger(TokenRenewal.class);
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final CertificateAuthority ca;
    private final Secrets secrets;
    private final TokenList list;
    private final Optional<Path> file;
    private final Duration interval;
    private final InstantSource clock;
    private Instant end = Instant.MIN;

    /** @param interval a token is valid for twice as long */
    public TokenRenewal(
            CertificateAuthority ca,
            KubeClient kube,
            TokenList list,
            Optional<Path> file,
            Duration interval,
            InstantSource clock) {
        this.ca = ca;
        this.secrets = new Secrets(kube);
        this.list = list;
        this.file = file;
        this.interval = interval;
        this.clock = clock;
    }

    /** Renews for ever; the first token is expected to be there already. */
    public void run() throws InterruptedException {
        boolean failing = false;
        while (true) {
            Thread.sleep(LOOK);
            try {
                current();
                failing = false;
            } catch (SkepException e) {
                if (!failing) {
                    LOG.warn("the join token is not renewed now, trying again each minute: {}", e.line());
                }
                failing = true;
            }
        }
    }

    /** The token that is given out now; a new one when half of its life is over or it was revoked. */
    public synchronized String current() {
        Duration left = Duration.between(clock.instant(), end.equals(Instant.MIN) ? Instant.EPOCH : end);
        boolean good = left.compareTo(interval) >= 0 && list.refusal(end).isEmpty();
        return good ? Tokens.create(ca, end) : renew();
    }

    /** Makes one token, valid for twice the interval. */
    public synchronized String renew() {
        Instant next = list.add(clock.instant().plus(interval.multipliedBy(2)));
        String token = Tokens.create(ca, next);
        secrets.put("tokensecret", Map.of("tokendata", token.getBytes(StandardCharsets.UTF_8)));
        file.ifPresent(path -> write(path, token));
        end = next;
        LOG.info("join token renewed, valid until {}", next);
        return token;
    }

    private static void write(Path path, String token) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            if (path.toAbsolutePath().getParent() != null) {
                Files.createDirectories(path.toAbsolutePath().getParent());
            }
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, token);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new SkepException(
                    HubError.TOKEN_FILE,
                    "the join token cannot be written to " + path + ": " + e.getMessage() + ".",
                    e);
        }
    }
}
