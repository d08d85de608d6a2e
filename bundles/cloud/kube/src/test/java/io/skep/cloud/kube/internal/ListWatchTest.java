package io.skep.cloud.kube.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.cloud.kube.Informer;
import io.skep.cloud.kube.InformerHandler;
import io.skep.cloud.kube.KubeClient.Selector;
import io.skep.cloud.kube.KubeResource;
import io.skep.common.model.KubeObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ListWatchTest {

    @TempDir
    private Path folder;

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private ScriptedApi api;
    private KubeService kube;

    @BeforeEach
    void start() throws IOException {
        api = new ScriptedApi(0);
        api.describe(folder.resolve("kubeconfig"));
        kube = new KubeService(
                new Connections(folder.resolve("kubeconfig").toString(), "", java.util.Optional.empty()),
                new RateLimit(1000, 1000, System::nanoTime));
    }

    @AfterEach
    void stop() {
        kube.close();
        api.close();
    }

    @Test
    void listsThenFollowsTheWatch() throws Exception {
        api.answer(200, list(10, item("a", 1)));
        BlockingQueue<String> events = api.watch();
        Informer pods = informer();
        expect("added a@1", "synced");

        events.put(event("ADDED", item("b", 11)));
        events.put(event("MODIFIED", item("a", 12)));
        events.put(event("DELETED", item("b", 13)));

        expect("added b@11", "updated a@1 a@12", "deleted b@13");
        assertThat(pods.find("d", "a").map(KubeObject::resourceVersion)).contains("12");
        assertThat(pods.find("d", "b")).isEmpty();
        assertThat(pods.list()).extracting(KubeObject::kind).containsExactly("Pod");
        events.put(ScriptedApi.END);
    }

    @Test
    void watchesOnFromTheLastBookmark() throws Exception {
        api.answer(200, list(10, item("a", 1)));
        BlockingQueue<String> events = api.watch();
        BlockingQueue<String> second = api.watch();
        informer();
        expect("added a@1", "synced");
        events.put("{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Pod\",\"metadata\":{\"resourceVersion\":\"77\"}}}");
        events.put(ScriptedApi.END);

        second.put(event("MODIFIED", item("a", 80)));

        expect("updated a@1 a@80");
        api.requests.take();
        assertThat(api.requests.take().uri()).contains("resourceVersion=10&");
        assertThat(api.requests.take().uri()).contains("resourceVersion=77&").contains("allowWatchBookmarks=true");
        second.put(ScriptedApi.END);
    }

    @Test
    void listsAnewWhenItsVersionExpired() throws Exception {
        api.answer(200, list(10, item("a", 1), item("b", 2), item("c", 3)));
        BlockingQueue<String> events = api.watch();
        api.answer(200, list(90, item("a", 1), item("b", 88)));
        BlockingQueue<String> second = api.watch();
        informer();
        expect("added a@1", "added b@2", "added c@3", "synced");

        events.put("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}}");

        expect("deleted c@3", "updated b@2 b@88");
        second.put(ScriptedApi.END);
        events.put(ScriptedApi.END);
    }

    @Test
    void waitsOutAnOutageOfTheApi() throws Exception {
        int port = api.port();
        api.answer(200, list(10, item("a", 1)));
        BlockingQueue<String> events = api.watch();
        informer();
        expect("added a@1", "synced");

        events.put(ScriptedApi.END);
        api.close();
        api = new ScriptedApi(port);
        BlockingQueue<String> second = api.watch();
        second.put(event("MODIFIED", item("a", 20)));

        expect("updated a@1 a@20");
        second.put(ScriptedApi.END);
    }

    @Test
    void goesOnAfterAHandlerThatThrows() throws Exception {
        api.answer(200, list(10, item("bad", 1), item("good", 2)));
        BlockingQueue<String> events = api.watch();
        informer();

        expect("added good@2", "synced");
        events.put(ScriptedApi.END);
    }

    @Test
    void saysNothingMoreOnceClosed() throws Exception {
        api.answer(200, list(10));
        BlockingQueue<String> events = api.watch();
        Informer pods = informer();
        expect("synced");

        pods.close();
        events.put(event("ADDED", item("late", 11)));
        events.put(ScriptedApi.END);

        assertThat(seen.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void readsEventsLongerThanItsBuffer() throws Exception {
        api.answer(200, list(10));
        BlockingQueue<String> events = api.watch();
        informer();
        expect("synced");
        String big = "x".repeat(100_000);

        events.put(event("ADDED", item("a", 11).replace("\"spec\":{}", "\"spec\":{\"big\":\"" + big + "\"}")));

        expect("added a@11");
        events.put(ScriptedApi.END);
    }

    private Informer informer() {
        return kube.informer(KubeResource.PODS, "", Selector.ALL, new InformerHandler() {
            @Override
            public void added(ObjectNode object) {
                if (KubeObject.name(object).equals("bad")) {
                    throw new IllegalStateException("as the test wants");
                }
                seen.add("added " + text(object));
            }

            @Override
            public void updated(ObjectNode before, ObjectNode after) {
                seen.add("updated " + text(before) + " " + text(after));
            }

            @Override
            public void deleted(ObjectNode object) {
                seen.add("deleted " + text(object));
            }

            @Override
            public void synced() {
                seen.add("synced");
            }
        });
    }

    private void expect(String... texts) throws InterruptedException {
        for (String text : texts) {
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(text);
        }
    }

    private static String text(ObjectNode object) {
        return KubeObject.name(object) + "@" + KubeObject.resourceVersion(object);
    }

    private static String item(String name, int version) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"d\",\"uid\":\"u-" + name
                + "\",\"resourceVersion\":\"" + version + "\"},\"spec\":{}}";
    }

    private static String list(int version, String... items) {
        return "{\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"items\":[" + String.join(",", items) + "]}";
    }

    private static String event(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
    }
}
