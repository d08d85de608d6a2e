package io.skep.beehive.deploy.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a jar that its check finds fault with. */
public enum SignaturePolicy {
    /** Nothing is checked. */
    OFF,
    /** It is taken, with a line in the log. */
    WARN,
    /** It is refused. */
    ENFORCE;

    /** Framework property with the word. */
    static final String PROPERTY = "skep.deploy.signatures";

    private static final Logger LOG = LoggerFactory.getLogger(SignaturePolicy.class);

    /** @param word null for {@code OFF}; a word that is none closes the door */
    static SignaturePolicy of(String word) {
        if (word == null || word.isBlank()) {
            return OFF;
        }
        Optional<SignaturePolicy> found = Arrays.stream(values())
                .filter(policy -> policy.name().equals(word.strip().toUpperCase(Locale.ROOT)))
                .findFirst();
        if (found.isEmpty()) {
            LOG.error("{} is '{}', which is none of off, warn and enforce: enforce is taken", PROPERTY, word);
        }
        return found.orElse(ENFORCE);
    }
}
