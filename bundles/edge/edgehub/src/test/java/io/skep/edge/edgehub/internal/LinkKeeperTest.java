package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.beehive.testkit.Await;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.transport.Link;
import io.skep.common.transport.LinkHandler;
import io.skep.common.transport.LinkRefusedException;
import io.skep.edge.edgehub.internal.FakeCloud.Code;
import io.skep.edge.edgehub.internal.FakeCloud.FakeLink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The time of the links' pulses is moved by the test: a ping is due, and late, when it says so. */
@Timeout(60)
class LinkKeeperTest {

    private final AtomicLong nanos = new AtomicLong(1);
    private final CloudLink cloud = new CloudLink();
    private final FakeHub hub = new FakeHub();
    private final TestBus bus = new TestBus();

    @AfterEach
    void stop() {
        bus.close();
    }

    private void start() {
        bus.start("websocket", "hub", context -> {
            Redial redial = new Redial(new Random(1), System::nanoTime);
            context.fork("link", new LinkKeeper(context, cloud, redial, hub)::run);
        });
    }

    private void doubt(FakeLink link) {
        link.silent = true;
        nanos.addAndGet(Pulse.PING.toNanos());
        Await.until("the link is asked", () -> link.trips.get() > 0);
        nanos.addAndGet(Pulse.PING.toNanos() * 4);
    }

    @Test
    void dialsUntilThereIsALink() throws Exception {
        for (String code : List.of("SKEP-503", "SKEP-504", "SKEP-503")) {
            hub.answers.add(new SkepException(new Code(code), "Cannot dial."));
        }
        start();
        FakeLink link = hub.next();
        Await.until("the link is in use", () -> cloud.current().isPresent());
        assertThat(hub.complaints).hasSize(3);
        assertThat(hub.prepared.get()).isEqualTo(4);
        assertThat(link.isOpen()).isTrue();
    }

    @Test
    void takesASecondLinkWhenTheFirstIsSilent() throws Exception {
        start();
        FakeLink first = hub.next();
        Await.until("the link is in use", () -> hub.connects.get() == 1);
        doubt(first);

        FakeLink second = hub.next();
        Await.until("the first is closed", () -> !first.isOpen());
        Await.until("the second is in use", () -> hub.connects.get() == 2);
        assertThat(second.isOpen()).isTrue();
        assertThat(cloud.current()).contains(second);
        assertThat(hub.disconnects.get()).isEqualTo(1);
    }

    @Test
    void staysWithADoubtfulLinkThatAnswersBeforeTheSecondIsThere() throws Exception {
        start();
        FakeLink first = hub.next();
        Await.until("the link is in use", () -> hub.connects.get() == 1);
        hub.slow = true;
        doubt(first);
        Await.until("a second link is dialled", () -> hub.dials.get() == 2);
        first.answer();

        Await.until("the dial is given up", () -> hub.interrupted.get() == 1);
        assertThat(cloud.current()).contains(first);
        assertThat(hub.connects.get()).isEqualTo(1);
    }

    @Test
    void leavesAServerInPeaceThatIsThereAndRefusesTheSecondLink() throws Exception {
        start();
        FakeLink first = hub.next();
        Await.until("the link is in use", () -> hub.connects.get() == 1);
        hub.answers.add(new LinkRefusedException("Not now.", 503, Optional.of(Duration.ofSeconds(1)), null));
        doubt(first);
        Await.until("a second link is dialled", () -> hub.dials.get() == 2);
        assertThat(hub.links.poll(700, TimeUnit.MILLISECONDS)).isNull();
        assertThat(hub.dials.get()).isEqualTo(2);

        first.answer();
        first.trips.set(0);
        doubt(first);
        assertThat(hub.next().isOpen()).isTrue();
    }

    @Test
    void usesTheDialThatIsUnderWayWhenTheDoubtfulLinkEnds() throws Exception {
        start();
        FakeLink first = hub.next();
        Await.until("the link is in use", () -> hub.connects.get() == 1);
        CompletableFuture<Void> gate = new CompletableFuture<>();
        hub.gate = gate;
        doubt(first);
        Await.until("a second link is dialled", () -> hub.dials.get() == 2);
        first.close();
        cloud.closed(first);
        Await.until("the first is gone", () -> hub.disconnects.get() == 1);
        gate.complete(null);

        assertThat(hub.next().isOpen()).isTrue();
        assertThat(hub.dials.get()).isEqualTo(2);
    }

    /** Dials as the test wants. */
    private final class FakeHub implements LinkKeeper.Hub {
        private final BlockingQueue<SkepException> answers = new LinkedBlockingQueue<>();
        private final BlockingQueue<FakeLink> links = new LinkedBlockingQueue<>();
        private final List<SkepException> complaints = new CopyOnWriteArrayList<>();
        private final AtomicInteger dials = new AtomicInteger();
        private final AtomicInteger connects = new AtomicInteger();
        private final AtomicInteger disconnects = new AtomicInteger();
        private final AtomicInteger prepared = new AtomicInteger();
        private final AtomicInteger interrupted = new AtomicInteger();
        private volatile boolean slow;
        private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

        private FakeLink next() throws InterruptedException {
            return Optional.ofNullable(links.poll(10, TimeUnit.SECONDS)).orElseThrow();
        }

        @Override
        public void prepare() {
            prepared.incrementAndGet();
        }

        @Override
        public Link dial() throws InterruptedException {
            dials.incrementAndGet();
            if (slow) {
                waitFor(new CompletableFuture<>());
            }
            SkepException answer = answers.poll();
            if (answer != null) {
                throw answer;
            }
            waitFor(gate);
            FakeLink link = new FakeLink(new Nobody(), true);
            cloud.opened(link, new Pulse(nanos::get));
            links.add(link);
            return link;
        }

        private void waitFor(CompletableFuture<Void> opened) throws InterruptedException {
            try {
                opened.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
            }
        }

        @Override
        public void connected() {
            connects.incrementAndGet();
        }

        @Override
        public void disconnected() {
            disconnects.incrementAndGet();
        }

        @Override
        public void complain(SkepException failure) {
            complaints.add(failure);
        }
    }

    private final class Nobody implements LinkHandler {
        @Override
        public void connected(Link link) {}

        @Override
        public void received(Link link, Message message) {}

        @Override
        public void disconnected(Link link, String reason) {}
    }
}
