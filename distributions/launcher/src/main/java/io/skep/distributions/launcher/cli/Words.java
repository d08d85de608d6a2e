package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words after a command: switches, options with a value and the rest in order.
 *
 * @param switches as typed, with their dashes
 * @param options by their name with dashes
 * @param rest what is no option
 */
record Words(Set<String> switches, Map<String, String> options, List<String> rest) {

    /**
     * Reads the words.
     *
     * @param known switches of the command
     * @param valued options of the command that take a value
     * @throws LauncherException for any other word that begins with a dash
     */
    static Words parse(List<String> words, Set<String> known, Set<String> valued) {
        Words parsed = new Words(new HashSet<>(), new HashMap<>(), new ArrayList<>());
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (known.contains(word)) {
                parsed.switches.add(word);
            } else if (valued.contains(word)) {
                if (++i >= words.size()) {
                    throw new LauncherException(LauncherError.USAGE, "The option " + word + " needs a value.");
                }
                parsed.options.put(word, words.get(i));
            } else if (word.startsWith("-") && word.length() > 1) {
                throw new LauncherException(LauncherError.USAGE, "The option " + word + " is unknown here.");
            } else {
                parsed.rest.add(word);
            }
        }
        return parsed;
    }

    boolean has(String word) {
        return switches.contains(word);
    }

    Optional<String> find(String option) {
        return Optional.ofNullable(options.get(option));
    }

    /** A whole number within bounds; the fallback if the option was not given. */
    int number(String option, int fallback, int least, int most) {
        String text = options.get(option);
        if (text == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new LauncherException(
                    LauncherError.USAGE, "The value of " + option + ", '" + text + "', is no number.", e);
        }
        throw new LauncherException(
                LauncherError.USAGE, "The value of " + option + " must be from " + least + " to " + most + ".");
    }
}
