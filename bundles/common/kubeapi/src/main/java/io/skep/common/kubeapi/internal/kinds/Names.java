package io.skep.common.kubeapi.internal.kinds;

import io.skep.common.kubeapi.ApiException.Cause;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The forms of names in Kubernetes, and names made up for {@code generateName}. */
public final class Names {

    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int MAX_GENERATED_BASE = 58;

    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String WORD = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final Pattern LABEL_PATTERN = Pattern.compile(LABEL);
    private static final Pattern SUBDOMAIN_PATTERN = Pattern.compile(SUBDOMAIN);
    private static final Pattern WORD_PATTERN = Pattern.compile(WORD);
    private static final Pattern KEY_PATTERN = Pattern.compile("[-._a-zA-Z0-9]+");
    private static final Pattern ENV_PATTERN = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

    private static final String SUBDOMAIN_RULE =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an"
                    + " alphanumeric character (e.g. 'example.com', regex used for validation is '" + SUBDOMAIN + "')";
    private static final String LABEL_RULE =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric"
                    + " character (e.g. 'my-name',  or '123-abc', regex used for validation is '" + LABEL + "')";
    private static final String QUALIFIED_RULE =
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g."
                    + " 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private static final String VALUE_RULE =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                    + " alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
                    + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private Names() {}

    /** A name that begins as asked and ends in five random characters. */
    public static String generate(String base, RandomGenerator random) {
        StringBuilder name =
                new StringBuilder(base.length() > MAX_GENERATED_BASE ? base.substring(0, MAX_GENERATED_BASE) : base);
        for (int i = 0; i < 5; i++) {
            name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return name.toString();
    }

    public static void subdomain(String field, String name, List<Cause> causes) {
        if (name.length() > 253) {
            causes.add(Cause.invalid(field, name, "must be no more than 253 characters"));
        }
        if (!SUBDOMAIN_PATTERN.matcher(name).matches()) {
            causes.add(Cause.invalid(field, name, SUBDOMAIN_RULE));
        }
    }

    public static void label(String field, String name, List<Cause> causes) {
        if (name.length() > 63) {
            causes.add(Cause.invalid(field, name, "must be no more than 63 characters"));
        }
        if (!LABEL_PATTERN.matcher(name).matches()) {
            causes.add(Cause.invalid(field, name, LABEL_RULE));
        }
    }

    /** The key of a label or annotation: an optional subdomain, a slash, a word. */
    public static void qualified(String field, String name, List<Cause> causes) {
        int slash = name.indexOf('/');
        String word = name.substring(slash + 1);
        if (slash >= 0) {
            String prefix = name.substring(0, slash);
            if (prefix.length() > 253 || !SUBDOMAIN_PATTERN.matcher(prefix).matches()) {
                causes.add(Cause.invalid(field, name, "prefix part " + SUBDOMAIN_RULE));
            }
        }
        if (word.isEmpty()) {
            causes.add(Cause.invalid(field, name, "name part must be non-empty"));
        } else if (word.length() > 63) {
            causes.add(Cause.invalid(field, name, "name part must be no more than 63 characters"));
        } else if (!WORD_PATTERN.matcher(word).matches()) {
            causes.add(Cause.invalid(field, name, QUALIFIED_RULE));
        }
    }

    public static void labelValue(String field, String value, List<Cause> causes) {
        if (value.length() > 63) {
            causes.add(Cause.invalid(field, value, "must be no more than 63 characters"));
        } else if (!value.isEmpty() && !WORD_PATTERN.matcher(value).matches()) {
            causes.add(Cause.invalid(field, value, VALUE_RULE));
        }
    }

    /** A key of a ConfigMap or Secret. */
    public static void dataKey(String field, String key, List<Cause> causes) {
        if (key.length() > 253 || !KEY_PATTERN.matcher(key).matches() || key.equals(".") || key.startsWith("..")) {
            causes.add(Cause.invalid(
                    field,
                    key,
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name',"
                            + " regex used for validation is '[-._a-zA-Z0-9]+')"));
        }
    }

    public static void environment(String field, String name, List<Cause> causes) {
        if (!ENV_PATTERN.matcher(name).matches()) {
            causes.add(Cause.invalid(
                    field,
                    name,
                    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a"
                            + " digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is"
                            + " '[-._a-zA-Z][-._a-zA-Z0-9]*')"));
        }
    }
}
