package io.skep.beehive.metrics.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * One metric with all its samples at one moment.
 *
 * @param name without the suffix that the type demands ({@code _total} of counters, {@code _info})
 * @param help one sentence
 */
record Family(Type type, String name, String help, List<Sample> samples) {

    /** The kinds of metric that are told. */
    enum Type {
        GAUGE("gauge", ""),
        COUNTER("counter", "_total"),
        /** Quantiles, {@code _sum} and {@code _count}: each sample brings its own suffix. */
        SUMMARY("summary", ""),
        /** A constant 1 whose labels tell something. */
        INFO("info", "_info");

        private final String word;
        private final String suffix;

        Type(String word, String suffix) {
            this.word = word;
            this.suffix = suffix;
        }

        String word() {
            return word;
        }

        String suffix() {
            return suffix;
        }
    }

    /** One value. */
    record Sample(String suffix, List<Label> labels, double value) {}

    /** A name that is fixed, and a value that may hold anything. */
    record Label(String name, String value) {}

    /** Collects the samples of a family. */
    static final class Builder {

        private final Type type;
        private final String name;
        private final String help;
        private final List<Sample> samples = new ArrayList<>();

        private Builder(Type type, String name, String help) {
            this.type = type;
            this.name = name;
            this.help = help;
        }

        Builder add(double value, Label... labels) {
            return add(value, List.of(labels));
        }

        Builder add(double value, List<Label> labels) {
            samples.add(new Sample(type.suffix(), labels, value));
            return this;
        }

        Builder addSum(double sum, long count, List<Label> labels) {
            samples.add(new Sample("_sum", labels, sum));
            samples.add(new Sample("_count", labels, count));
            return this;
        }

        Family build() {
            return new Family(type, name, help, List.copyOf(samples));
        }
    }

    static Builder gauge(String name, String help) {
        return new Builder(Type.GAUGE, name, help);
    }

    static Builder counter(String name, String help) {
        return new Builder(Type.COUNTER, name, help);
    }

    static Builder summary(String name, String help) {
        return new Builder(Type.SUMMARY, name, help);
    }

    static Builder info(String name, String help) {
        return new Builder(Type.INFO, name, help);
    }
}
