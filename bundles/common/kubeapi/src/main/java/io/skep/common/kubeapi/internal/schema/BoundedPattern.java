package io.skep.common.kubeapi.internal.schema;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern from outside. Written for Go's engine (RE2), which is linear; the JDK's is not, so that every character read is counted and a match that
 * reads too many is given up.
 */
final class BoundedPattern {

    static final int MAX_PATTERN = 4096;

    private final String source;
    private final Pattern pattern;

    /** Throws {@link PatternSyntaxException} for what is no pattern, or is too long. */
    BoundedPattern(String source) {
        if (source.length() > MAX_PATTERN) {
            throw new PatternSyntaxException("longer than " + MAX_PATTERN + " characters", "...", -1);
        }
        this.source = source;
        this.pattern = Pattern.compile(source.replace("(?P<", "(?<"));
    }

    String source() {
        return source;
    }

    /** True when the pattern is found anywhere in the text. Throws {@link Budget.Exhausted}. */
    boolean isFoundIn(String text, Budget budget) {
        try {
            return pattern.matcher(new Counted(text, budget)).find();
        } catch (StackOverflowError e) {
            throw new Budget.Exhausted();
        }
    }

    private record Counted(CharSequence text, Budget budget) implements CharSequence {

        @Override
        public char charAt(int index) {
            budget.spend();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), budget);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
