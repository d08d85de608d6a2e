package io.skep.edge.edgehub.internal;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the join token comes from: the bootstrap file if there is one, else {@code modules.edgeHub.token}. Read anew at each attempt. */
final class TokenSource {

    private static final Logger LOG = LoggerFactory.getLogger(TokenSource.class);
    private static final int MAX_LENGTH = 16 * 1024;

    private final Path bootstrapFile;
    private final Optional<Path> yaml;
    private final String configured;

    /**
     * @param configured token of the configuration, may be empty
     * @param yaml edgecore.yaml, where the configured token stands
     */
    TokenSource(Path bootstrapFile, String configured, Optional<Path> yaml) {
        this.bootstrapFile = bootstrapFile;
        this.configured = configured;
        this.yaml = yaml;
    }

    Path bootstrapFile() {
        return bootstrapFile;
    }

    /** Where the token stands, for messages. */
    String place() {
        return Files.exists(bootstrapFile) || configured.isBlank()
                ? bootstrapFile.toString()
                : "modules.edgeHub.token" + yaml.map(file -> " of " + file).orElse("");
    }

    /** The token, if there is one; a file that cannot be read is told. */
    Optional<String> find() {
        return find(true);
    }

    /** Like {@link #find} without a word, to look for another token again and again. */
    Optional<String> look() {
        return find(false);
    }

    private Optional<String> find(boolean tell) {
        return fromFile(tell)
                .or(() -> Optional.of(configured))
                .map(String::strip)
                .filter(token -> !token.isEmpty());
    }

    private Optional<String> fromFile(boolean tell) {
        try (InputStream in = Files.newInputStream(bootstrapFile)) {
            return Optional.of(new String(in.readNBytes(MAX_LENGTH), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (tell) {
                LOG.warn("bootstrap file {} cannot be read: {}", bootstrapFile, e.toString());
            }
            return Optional.empty();
        }
    }

    /** Makes the token vanish, because the edge has its certificate: the file is deleted, the line in the YAML blanked. */
    void discard() {
        try {
            if (Files.deleteIfExists(bootstrapFile)) {
                LOG.info("bootstrap file {} is used and deleted", bootstrapFile);
            }
        } catch (IOException e) {
            warn(bootstrapFile, e.toString());
        }
        if (!configured.isBlank() && yaml.isPresent()) {
            try {
                if (!TokenLine.blank(yaml.get())) {
                    warn(yaml.get(), "no line modules.edgeHub.token found");
                }
            } catch (IOException e) {
                warn(yaml.get(), e.toString());
            }
        }
    }

    private static void warn(Path file, String reason) {
        SkepException kept = new SkepException(
                HubError.TOKEN_KEPT, "The used join token stays in " + file + " because of: " + reason + ".");
        LOG.warn(kept.line());
    }
}
