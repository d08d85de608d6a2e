package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.SkepException;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.transport.Link;
import io.skep.edge.edgehub.internal.FakeCloud.Code;
import io.skep.edge.edgehub.internal.FakeCloud.FakeLink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DialsTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final TestBus bus = new TestBus();
    private final List<CompletableFuture<Link>> dials = new CopyOnWriteArrayList<>();
    private final AtomicInteger interrupted = new AtomicInteger();
    private ModuleContext context;

    @BeforeEach
    void start() {
        CompletableFuture<ModuleContext> started = new CompletableFuture<>();
        bus.start("websocket", "hub", running -> {
            started.complete(running);
            running.receive();
        });
        context = started.join();
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    private Link dial() throws InterruptedException {
        CompletableFuture<Link> mine = new CompletableFuture<>();
        dials.add(mine);
        try {
            return mine.get();
        } catch (ExecutionException e) {
            throw (SkepException) e.getCause();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
        }
    }

    private Dials under(Duration hangs, int wanted) {
        Dials started = new Dials(context, this::dial, hangs);
        for (int i = 0; i < 3; i++) {
            started.start();
        }
        Await.until("the dials are under way", () -> dials.size() == wanted);
        return started;
    }

    @Test
    void dialsOnceWhileThatMayGoWell() throws Exception {
        Dials one = under(LONG, 1);
        assertThat(one.await(Duration.ofMillis(20))).isEmpty();
        assertThat(dials).hasSize(1);
        FakeLink link = new FakeLink(null, true);
        dials.getFirst().complete(link);
        assertThat(one.await(LONG)).contains(link);
        assertThat(one.isEmpty()).isTrue();
    }

    @Test
    void usesTheSecondWhenTheFirstHangsAndGivesItUp() throws Exception {
        Dials two = under(Duration.ofNanos(-1), 2);
        FakeLink link = new FakeLink(null, true);
        dials.getLast().complete(link);
        assertThat(two.await(LONG)).contains(link);
        Await.until("the other is given up", () -> interrupted.get() == 1);
        assertThat(two.isEmpty()).isTrue();
        assertThat(two.await(Duration.ZERO)).isEmpty();
    }

    @Test
    void failsOnlyWhenAllHaveFailed() throws Exception {
        Dials two = under(Duration.ofNanos(-1), 2);
        SkepException failure = new SkepException(new Code("SKEP-503"), "Cannot dial.");
        dials.getFirst().completeExceptionally(failure);
        Optional<Link> none = two.await(LONG);
        assertThat(none).isEmpty();
        dials.getLast().completeExceptionally(failure);
        assertThatThrownBy(() -> two.await(LONG)).isSameAs(failure);
        assertThat(two.isEmpty()).isTrue();
    }
}
