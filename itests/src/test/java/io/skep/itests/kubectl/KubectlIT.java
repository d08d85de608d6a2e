package io.skep.itests.kubectl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skep.itests.kubectl.ApiProcess.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kubectl that is installed against the distribution apiserver; no flag switches a check off. */
@Timeout(180)
class KubectlIT {

    private static final String CONFIG_MAP = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: %s}
            data: {greeting: %s}
            """;
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s, labels: {app: it}}
            spec:
              containers:
              - {name: c, image: "registry.local/busybox:1"}
            """;
    private static final String NODE = """
            apiVersion: v1
            kind: Node
            metadata: {name: node-1}
            """;
    private static final String WIDGETS = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.it.skep.io}
            spec:
              group: it.skep.io
              scope: Namespaced
              names: {plural: widgets, kind: Widget, shortNames: [wd]}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                additionalPrinterColumns:
                - {name: Size, type: integer, jsonPath: .spec.size}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        required: [size]
                        properties:
                          size: {type: integer, minimum: 1, description: How big it is.}
                          color: {type: string, default: red}
                      status: {type: object, properties: {ready: {type: boolean}}}
            """;

    @TempDir
    private static Path folder;

    private static ApiProcess api;

    @BeforeAll
    static void start() throws Exception {
        boolean required = "all".equals(System.getenv("SKEP_TEST_REQUIRE"));
        assumeTrue(required || ApiProcess.hasKubectl(), "kubectl is not on PATH");
        api = ApiProcess.start(folder);
    }

    @AfterAll
    static void stop() {
        if (api != null) {
            api.close();
        }
    }

    /** Whether kubectl is new enough for a part of a test; what it is too old for is printed by name. */
    private static boolean can(int sinceMinor, String what) throws IOException, InterruptedException {
        Matcher minor = Pattern.compile("\"minor\": \"(\\d+)").matcher(ok("version", "--client", "-o", "json"));
        assertThat(minor.find()).isTrue();
        boolean can = Integer.parseInt(minor.group(1)) >= sinceMinor;
        if (!can) {
            System.out.println("kubectl 1." + minor.group(1) + " cannot " + what + " (1." + sinceMinor + " can)");
        }
        return can;
    }

    private static String ok(String... words) throws IOException, InterruptedException {
        return api.kubectl(words).ok().out();
    }

    @Test
    void appliesCreatedChangedAndUnchanged() throws Exception {
        assertThat(api.apply(CONFIG_MAP.formatted("applied", "a")).ok().out()).isEqualTo("configmap/applied created\n");
        assertThat(api.apply(CONFIG_MAP.formatted("applied", "a")).ok().out())
                .isEqualTo("configmap/applied unchanged\n");
        assertThat(api.apply(CONFIG_MAP.formatted("applied", "b")).ok().out())
                .isEqualTo("configmap/applied configured\n");
        assertThat(ok("get", "cm", "applied", "-o", "jsonpath={.data.greeting}"))
                .isEqualTo("b");
        assertThat(api.apply(POD.formatted("unchanged")).ok().out()).isEqualTo("pod/unchanged created\n");
        assertThat(api.apply(POD.formatted("unchanged")).ok().out()).isEqualTo("pod/unchanged unchanged\n");
    }

    @Test
    void refusesUnknownFieldsByTheServersValidation() throws Exception {
        Result refused = api.apply(POD.formatted("wrong").replace("image:", "imagee:"));
        assertThat(refused.status()).isNotZero();
        assertThat(refused.out())
                .contains(
                        can(25, "leave the validation of fields to the server")
                                ? "strict decoding error: unknown field \"spec.containers[0].imagee\""
                                : "unknown field \"imagee\"");
    }

    @Test
    void createsWhatItsGeneratorsSend() throws Exception {
        assertThat(ok("create", "namespace", "made")).isEqualTo("namespace/made created\n");
        assertThat(ok("create", "configmap", "m", "--from-literal=k=v", "-n", "made"))
                .isEqualTo("configmap/m created\n");
        assertThat(ok("create", "secret", "generic", "s", "--from-literal=k=v", "-n", "made"))
                .isEqualTo("secret/s created\n");
        assertThat(ok("create", "serviceaccount", "robot", "-n", "made")).isEqualTo("serviceaccount/robot created\n");
        if (can(24, "create a token")) {
            assertThat(ok("create", "token", "robot", "-n", "made").split("\\."))
                    .hasSize(3);
        }
        assertThat(ok("run", "r", "--image=x", "-n", "made")).isEqualTo("pod/r created\n");
        assertThat(ok("get", "secret", "s", "-n", "made", "-o", "jsonpath={.data.k}"))
                .isEqualTo("dg==");
        assertThat(ok("delete", "namespace", "made")).isEqualTo("namespace \"made\" deleted\n");
    }

    @Test
    void editsLabelsAnnotatesAndPatches() throws Exception {
        api.apply(CONFIG_MAP.formatted("edited", "one")).ok();
        ProcessBuilder edit = api.command("edit", "cm", "edited");
        edit.environment().put("KUBE_EDITOR", "sed -i s/one/two/");
        assertThat(ApiProcess.run(edit, "").ok().out()).contains("configmap/edited edited");
        assertThat(ok("label", "cm", "edited", "a=b")).contains("labeled");
        assertThat(ok("annotate", "cm", "edited", "c=d")).contains("annotated");
        ok("patch", "cm", "edited", "-p", "{\"data\":{\"strategic\":\"1\"}}");
        ok("patch", "cm", "edited", "--type=merge", "-p", "{\"data\":{\"merge\":\"2\"}}");
        ok("patch", "cm", "edited", "--type=json", "-p", "[{\"op\":\"add\",\"path\":\"/data/json\",\"value\":\"3\"}]");
        assertThat(ok("get", "cm", "-l", "a=b", "-o", "jsonpath={.items[0].data} {.items[0].metadata.annotations.c}"))
                .contains("\"greeting\":\"two\"", "\"strategic\":\"1\"", "\"merge\":\"2\"", "\"json\":\"3\"", " d");
    }

    @Test
    void watchesWaitsAndDeletes() throws Exception {
        Process watch = api.command("get", "pods", "-w", "-l", "app=watched").start();
        try (BufferedReader lines = watch.inputReader()) {
            api.apply(POD.formatted("watched").replace("app: it", "app: watched"))
                    .ok();
            assertThat(lines.readLine()).matches("NAME +READY +STATUS +RESTARTS +AGE");
            assertThat(lines.readLine()).matches("watched +0/1 +Pending +0 +\\S+");
            if (can(24, "patch a subresource and wait for a JSON path")) {
                ok(
                        "patch",
                        "pod",
                        "watched",
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        "{\"status\":{\"phase\":\"Running\"}}");
                assertThat(ok("wait", "--for=jsonpath={.status.phase}=Running", "pod/watched", "--timeout=30s"))
                        .isEqualTo("pod/watched condition met\n");
                String line = lines.readLine();
                while (!line.contains("Running")) {
                    line = lines.readLine();
                }
            }
            assertThat(ok("delete", "pod", "watched")).isEqualTo("pod \"watched\" deleted\n");
            assertThat(api.kubectl("get", "pod", "watched").out())
                    .isEqualTo("Error from server (NotFound): pods \"watched\" not found\n");
        } finally {
            watch.destroy();
        }
    }

    @Test
    void showsSchedulingInDescribe() throws Exception {
        api.apply(POD.formatted("nowhere").replace("spec:\n", "spec:\n  nodeSelector: {place: such}\n"))
                .ok();
        api.await("FailedScheduling", "describe", "pod", "nowhere");
        assertThat(ok("describe", "pod", "nowhere"))
                .containsPattern("Status: +Pending")
                .containsPattern("Node-Selectors: +place=such");
        api.apply(NODE).ok();
        assertThat(ok("describe", "node", "node-1")).containsPattern("Name: +node-1");
        assertThat(ok("cordon", "node-1")).contains("cordoned");
        assertThat(ok("drain", "node-1")).contains("drained");
    }

    @Test
    void worksWithCustomResources() throws Exception {
        api.apply(WIDGETS).ok();
        ok("wait", "--for=condition=Established", "crd/widgets.it.skep.io", "--timeout=30s");
        api.apply("apiVersion: it.skep.io/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 3}\n")
                .ok();
        assertThat(ok("get", "wd")).matches("(?s)NAME +SIZE\\nw +3\\n");
        assertThat(ok("get", "wd", "w", "-o", "jsonpath={.spec.color}")).isEqualTo("red");
        assertThat(ok("explain", "widget.spec.size")).contains("How big it is.");
        assertThat(api.apply("apiVersion: it.skep.io/v1\nkind: Widget\nmetadata: {name: v}\nspec: {size: 0}\n")
                        .out())
                .contains("spec.size: Invalid value: 0");
        assertThat(ok("delete", "crd", "widgets.it.skep.io")).contains("deleted");
    }

    @Test
    void explainsAndListsItsResources() throws Exception {
        assertThat(ok("api-resources")).containsPattern("pods +po +v1 +true +Pod");
        assertThat(ok("api-versions")).contains("coordination.k8s.io/v1\n", "v1\n");
        assertThat(ok("explain", "pod.spec.restartPolicy")).containsPattern("FIELD: +restartPolicy <string>");
        assertThat(ok("version")).containsPattern("Server Version: .*v1\\.26\\.7");
        assertThat(ok("auth", "can-i", "create", "pods")).contains("yes");
    }

    @Test
    void changesNothingInADryRun() throws Exception {
        assertThat(ok("create", "configmap", "dry", "--dry-run=server"))
                .isEqualTo("configmap/dry created (server dry run)\n");
        assertThat(api.kubectl("get", "cm", "dry").status()).isNotZero();
    }

    @Test
    void keepsEverythingOverAKill() throws Exception {
        api.apply(CONFIG_MAP.formatted("durable", "kept")).ok();
        long before = revision("durable");
        api.kill();
        api.restart();
        assertThat(ok("get", "cm", "durable", "-o", "jsonpath={.data.greeting}"))
                .isEqualTo("kept");
        assertThat(revision("durable")).isEqualTo(before);
        api.apply(CONFIG_MAP.formatted("after", "x")).ok();
        assertThat(revision("after")).isGreaterThan(before);
    }

    private static long revision(String configMap) throws IOException, InterruptedException {
        Matcher number = Pattern.compile("\\d+")
                .matcher(ok("get", "cm", configMap, "-o", "jsonpath={.metadata.resourceVersion}"));
        assertThat(number.matches()).isTrue();
        return Long.parseLong(number.group());
    }
}
