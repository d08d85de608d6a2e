package io.skep.common.kubeapi.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.Change;
import io.skep.common.kubeapi.Changes;
import io.skep.common.kubeapi.Listing;
import io.skep.common.kubeapi.MemoryJournal;
import io.skep.common.kubeapi.StoreException;
import io.skep.common.kubeapi.StoreException.Problem;
import io.skep.common.kubeapi.StoreKey;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachedStoreTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final MemoryJournal journal = new MemoryJournal();
    private CachedStore store = new CachedStore(journal, 8, 1 << 20);

    @AfterEach
    void close() {
        store.close();
    }

    private static StoreKey key(String name) {
        return new StoreKey("pods", "default", name);
    }

    private static ObjectNode object(String name, int number) {
        ObjectNode object = Json.object().put("number", number);
        KubeObject.metadata(object).put("name", name);
        return object;
    }

    private static void assertProblem(Problem problem, Runnable call) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
    }

    @Test
    void givesEachWriteAHigherRevisionAndWritesItIntoTheObject() {
        StoredObject first = store.put(key("a"), 0, object("a", 1));
        StoredObject second = store.put(key("a"), first.revision(), object("a", 2));

        assertThat(second.revision()).isGreaterThan(first.revision());
        assertThat(KubeObject.resourceVersion(second.tree())).isEqualTo(Long.toString(second.revision()));
        assertThat(store.find(key("a"))).contains(second);
        assertThat(store.revision()).isEqualTo(second.revision());
    }

    @Test
    void refusesWhatDoesNotFitWhatIsThere() {
        StoredObject there = store.put(key("a"), 0, object("a", 1));

        assertProblem(Problem.EXISTS, () -> store.put(key("a"), 0, object("a", 2)));
        assertProblem(Problem.CONFLICT, () -> store.put(key("a"), there.revision() + 7, object("a", 2)));
        assertProblem(Problem.ABSENT, () -> store.put(key("b"), 3, object("b", 2)));
        assertProblem(Problem.CONFLICT, () -> store.delete(key("a"), there.revision() + 1));
        assertProblem(Problem.ABSENT, () -> store.delete(key("b"), 1));
        assertThat(store.find(key("a"))).contains(there);
    }

    @Test
    void listsOneNamespaceOrAll() {
        store.put(key("b"), 0, object("b", 1));
        store.put(key("a"), 0, object("a", 1));
        store.put(new StoreKey("pods", "default-2", "c"), 0, object("c", 1));
        store.put(new StoreKey("nodes", "", "n"), 0, object("n", 1));

        assertThat(store.list("pods", "", 0).objects())
                .extracting(o -> o.key().name())
                .containsExactly("a", "b", "c");
        assertThat(store.list("pods", "default", 0).objects())
                .extracting(o -> o.key().name())
                .containsExactly("a", "b");
        assertThat(store.list("services", "", 0).objects()).isEmpty();
    }

    @Test
    void listsTheStateAtAnEarlierRevision() {
        StoredObject a1 = store.put(key("a"), 0, object("a", 1));
        long then = store.put(key("b"), 0, object("b", 1)).revision();
        store.put(key("a"), a1.revision(), object("a", 2));
        store.put(key("c"), 0, object("c", 1));
        store.delete(key("b"), then);

        Listing listing = store.list("pods", "", then);

        assertThat(listing.revision()).isEqualTo(then);
        assertThat(listing.objects())
                .extracting(o -> o.tree().path("number").asInt())
                .containsExactly(1, 1);
        assertThat(listing.objects()).extracting(o -> o.key().name()).containsExactly("a", "b");
    }

    @Test
    void handsOutChangesInOrderFromARevisionOn() throws InterruptedException {
        StoredObject a = store.put(key("a"), 0, object("a", 1));
        try (Changes changes = store.changes("pods", a.revision())) {
            StoredObject a2 = store.put(key("a"), a.revision(), object("a", 2));
            store.put(new StoreKey("nodes", "", "n"), 0, object("n", 1));
            store.delete(key("a"), a2.revision());

            List<Change> seen = new ArrayList<>();
            while (seen.size() < 2) {
                seen.addAll(changes.poll(LONG));
            }

            assertThat(seen).extracting(Change::type).containsExactly(Change.Type.MODIFIED, Change.Type.DELETED);
            assertThat(seen.getFirst().previous()).contains(a);
            assertThat(seen.getLast().revision()).isEqualTo(store.revision());
            assertThat(changes.poll(Duration.ZERO)).isEmpty();
            assertThat(changes.revision()).isEqualTo(store.revision());
        }
    }

    @Test
    void expiresAWatcherThatFellBehindTheHistory() {
        long start = store.put(key("a"), 0, object("a", 0)).revision();
        Changes slow = store.changes("pods", start);
        long last = start;
        for (int i = 1; i <= 20; i++) {
            last = store.put(key("a"), last, object("a", i)).revision();
        }

        assertProblem(Problem.EXPIRED, () -> poll(slow));
        assertProblem(Problem.EXPIRED, () -> store.changes("pods", start));
        assertProblem(Problem.EXPIRED, () -> store.list("pods", "", start));
        long future = last + 1;
        assertProblem(Problem.FUTURE, () -> store.changes("pods", future));
    }

    private static void poll(Changes changes) {
        try {
            changes.poll(LONG);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void changesNothingWhenTheJournalFails() {
        StoredObject a = store.put(key("a"), 0, object("a", 1));
        journal.fill(true);
        assertProblem(Problem.UNAVAILABLE, () -> store.put(key("a"), a.revision(), object("a", 2)));
        assertThat(store.find(key("a"))).contains(a);

        journal.fill(false);
        assertThat(store.put(key("a"), a.revision(), object("a", 3)).revision()).isGreaterThan(a.revision());
    }

    @Test
    void keepsObjectsAndRevisionsOverARestart() {
        StoredObject a = store.put(key("a"), 0, object("a", 1));
        StoredObject b = store.put(key("b"), 0, object("b", 1));
        long deleted = store.delete(key("b"), b.revision()).revision();
        store.close();
        store = new CachedStore(journal, 8, 1 << 20);

        assertThat(store.revision()).isEqualTo(deleted);
        assertThat(store.find(key("a"))).contains(a);
        assertThat(store.find(key("b"))).isEmpty();
        assertProblem(Problem.EXPIRED, () -> store.changes("pods", a.revision()));
        assertThat(store.put(key("c"), 0, object("c", 1)).revision()).isGreaterThan(deleted);
    }

    @Test
    void letsOnlyOneOfManyConcurrentWritersWin() throws Exception {
        StoredObject start = store.put(key("a"), 0, object("a", 0));
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                results.add(writers.submit(() -> wins(start.revision(), number)));
            }
            int won = 0;
            for (Future<Boolean> result : results) {
                won += result.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
    }

    private boolean wins(long revision, int number) {
        try {
            store.put(key("a"), revision, object("a", number));
            return true;
        } catch (StoreException e) {
            assertThat(e.problem()).isEqualTo(Problem.CONFLICT);
            return false;
        }
    }

    @Test
    void refusesWritesOnceItIsClosed() {
        store.close();
        assertProblem(Problem.UNAVAILABLE, () -> store.put(key("a"), 0, object("a", 1)));
    }
}
