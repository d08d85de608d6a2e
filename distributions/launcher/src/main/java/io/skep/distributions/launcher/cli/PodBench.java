package io.skep.distributions.launcher.cli;

import io.skep.distributions.launcher.LauncherError;
import io.skep.distributions.launcher.LauncherException;
import io.skep.distributions.launcher.Wait;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a pod with one container takes from its creation in the API to Running there, beside the engine's bare calls in turn with it. */
final class PodBench {

    static final String POD = "pod.create_to_running";
    static final String BARE = "pod.bare_cri_calls";

    private static final long STEP_MS = 2;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern RUNNING = Pattern.compile("(?m)^running +after ([0-9.]+) ms$");
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String IMAGE = "skep.local/busybox:1";

    private final Layout layout;
    private final String edge;
    private final Api api;

    PodBench(Layout layout, String edge, Api api) {
        this.layout = layout;
        this.edge = edge;
        this.api = api;
    }

    /** Both figures; the first run of each does not count. */
    List<Figure> run(int runs) {
        List<Double> bare = new ArrayList<>();
        List<Double> pods = new ArrayList<>();
        for (int i = 0; i <= runs; i++) {
            double one = bareCalls();
            double other = pod("bench-" + i);
            if (i > 0) {
                bare.add(one);
                pods.add(other);
            }
        }
        return List.of(new Figure(POD, "ms", pods), new Figure(BARE, "ms", bare));
    }

    private double bareCalls() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (Shell shell = Shell.connect(edge, layout.socket(edge), text, text)) {
            int status = shell.execute("cri:time " + IMAGE, 0, false);
            Matcher running = RUNNING.matcher(text.toString(StandardCharsets.UTF_8));
            if (status == 0 && running.find()) {
                return Double.parseDouble(running.group(1));
            }
        } catch (IOException e) {
            throw failed("its shell broke: " + e.getMessage());
        }
        throw failed(text.toString(StandardCharsets.UTF_8).strip());
    }

    private double pod(String name) {
        String json = """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"nodeName":"%s","terminationGracePeriodSeconds":0,
                "automountServiceAccountToken":false,"dnsPolicy":"Default","containers":[{"name":"c","image":"%s",
                "imagePullPolicy":"IfNotPresent","command":["sleep","1000"]}]}}
                """.formatted(name, edge, IMAGE);
        long begin = System.nanoTime();
        if (!api.create(new ShippedObjects.Item(PODS, json))) {
            throw failed("the API did not take a pod");
        }
        while (!api.podPhase("default", name).equals("Running")) {
            if (System.nanoTime() - begin > LIMIT.toNanos()) {
                throw failed("the pod " + name + " does not run after " + LIMIT.toSeconds() + " s");
            }
            Wait.pause(STEP_MS);
        }
        double millis = (System.nanoTime() - begin) / 1e6;
        api.deletePod("default", name);
        Wait.until(LIMIT, () -> api.podPhase("default", name).isEmpty());
        return millis;
    }

    private static LauncherException failed(String why) {
        return new LauncherException(LauncherError.START_FAILED, "The pods were not measured: " + why + ".");
    }
}
