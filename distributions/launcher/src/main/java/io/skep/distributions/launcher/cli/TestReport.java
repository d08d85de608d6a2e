package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The closing lines of {@code ./skep test}: how many tests of which kind, how long, and which were skipped. */
final class TestReport {

    private static final Pattern SUITE = Pattern.compile("<testsuite [^>]*>");
    private static final Pattern CASE = Pattern.compile("<testcase [^>]*?(/>|>.*?</testcase>)", Pattern.DOTALL);

    private final PrintStream out;
    private int tests;
    private int failed;
    private double seconds;
    private final List<String> skipped = new ArrayList<>();

    TestReport(PrintStream out) {
        this.out = out;
    }

    /**
     * Adds up the reports that are newer than the begin of the run.
     *
     * @param arguments begin of the run in seconds since 1970, then Maven's exit status
     */
    int print(Path root, List<String> arguments) {
        long begin = Long.parseLong(arguments.get(0));
        int maven = Integer.parseInt(arguments.get(1));
        kind("unit", root, begin, file -> !file.toString().contains("/itests/"));
        kind(
                "in the framework and on the wire",
                root,
                begin,
                file -> file.toString().contains("/itests/") && !isProcess(file));
        kind("whole processes", root, begin, TestReport::isProcess);
        long minutes10 = (System.currentTimeMillis() / 1000 - begin) / 6;
        out.printf("all in %.1f minutes%n", minutes10 / 10.0);
        out.printf("%d passed, %d failed, %d skipped%n", tests - failed - skipped.size(), failed, skipped.size());
        skipped.forEach(name -> out.println("skipped: " + name));
        if (maven != 0) {
            out.println(LauncherError.BUILD_FAILED.line("The tests did not pass."));
            return maven;
        }
        if (!skipped.isEmpty() && "all".equals(System.getenv("SKEP_TEST_REQUIRE"))) {
            out.println(LauncherError.TESTS_SKIPPED.line(
                    skipped.size() + " tests were skipped while SKEP_TEST_REQUIRE=all allows none."));
            return 1;
        }
        return 0;
    }

    private static boolean isProcess(Path report) {
        return report.getFileName().toString().matches("TEST-io\\.skep\\.itests\\.(process|kubectl)\\..*");
    }

    private void kind(String name, Path root, long begin, Predicate<Path> belongs) {
        int before = tests;
        double secondsBefore = seconds;
        try (Stream<Path> files = Files.find(
                root,
                8,
                (file, attributes) -> file.getFileName().toString().matches("TEST-.*\\.xml")
                        && file.getParent().endsWith("surefire-reports")
                        && belongs.test(file)
                        && attributes.lastModifiedTime().toMillis() / 1000 >= begin)) {
            for (Path file : files.toList()) {
                add(Files.readString(file));
            }
        } catch (IOException e) {
            throw new LauncherException(LauncherError.BUILD_FAILED, "The test reports cannot be read: " + e + ".", e);
        }
        out.printf("%-38s %5d tests %7.1f s%n", name, tests - before, seconds - secondsBefore);
    }

    /** Adds one report of Surefire or Failsafe. */
    void add(String xml) {
        Matcher suite = SUITE.matcher(xml);
        if (!suite.find()) {
            return;
        }
        tests += (int) number(suite.group(), "tests");
        failed += (int) (number(suite.group(), "failures") + number(suite.group(), "errors"));
        seconds += number(suite.group(), "time");
        Matcher cases = CASE.matcher(xml);
        while (cases.find()) {
            if (cases.group().contains("<skipped")) {
                skipped.add(attribute(cases.group(), "classname") + "." + attribute(cases.group(), "name"));
            }
        }
    }

    int tests() {
        return tests;
    }

    int failed() {
        return failed;
    }

    List<String> skipped() {
        return List.copyOf(skipped);
    }

    private static double number(String tag, String name) {
        String text = attribute(tag, name).replace(",", "");
        return text.isEmpty() ? 0 : Double.parseDouble(text);
    }

    private static String attribute(String tag, String name) {
        Matcher matcher = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(tag);
        return matcher.find() ? matcher.group(1) : "";
    }
}
