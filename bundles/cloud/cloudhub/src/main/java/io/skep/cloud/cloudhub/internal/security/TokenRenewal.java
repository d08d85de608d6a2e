package io.skep.cloud.cloudhub.internal.security;

import io.skep.beehive.api.SkepException;
import io.skep.cloud.cloudhub.internal.HubError;
import io.skep.cloud.kube.KubeClient;
import io.skep.cloud.kube.KubeException;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a join token now and then: into secret {@code kubeedge/tokensecret} and, if wanted, a file that only the owner may read. */
public final class TokenRenewal {

    private static final Logger LOG = LoggerFactory.getLogger(TokenRenewal.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

    private final CertificateAuthority ca;
    private final Secrets secrets;
    private final Optional<Path> file;
    private final Duration interval;
    private final InstantSource clock;

    public TokenRenewal(
            CertificateAuthority ca, KubeClient kube, Optional<Path> file, Duration interval, InstantSource clock) {
        this.ca = ca;
        this.secrets = new Secrets(kube);
        this.file = file;
        this.interval = interval;
        this.clock = clock;
    }

    /** Renews for ever; the first token is expected to be there already. */
    public void run() throws InterruptedException {
        Duration wait = interval;
        while (true) {
            Thread.sleep(wait);
            try {
                renew();
                wait = interval;
            } catch (KubeException e) {
                LOG.warn("the join token is not renewed now, trying again: {}", e.line());
                wait = AFTER_FAILURE;
            } catch (SkepException e) {
                LOG.error("the join token is not renewed: {}", e.line());
                wait = AFTER_FAILURE;
            }
        }
    }

    /** Makes one token, valid for twice the interval. */
    public void renew() {
        String token = Tokens.create(ca, clock.instant().plus(interval.multipliedBy(2)));
        secrets.put("tokensecret", Map.of("tokendata", token.getBytes(StandardCharsets.UTF_8)));
        file.ifPresent(path -> write(path, token));
        LOG.info("join token renewed, valid for {} h", interval.multipliedBy(2).toHours());
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
