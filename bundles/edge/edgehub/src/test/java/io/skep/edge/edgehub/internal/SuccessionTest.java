package io.skep.edge.edgehub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.api.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SuccessionTest {

    private final Succession succession = new Succession();
    private final List<Message> taken = new ArrayList<>();

    private void dispatch(Message message) throws InterruptedException {
        succession.dispatch(message, () -> taken.add(message));
    }

    private static Message push(String operation, String version) {
        return Message.of("edgecontroller", "resource", operation, "default/configmap/a", "x")
                .withResourceVersion(version);
    }

    @Test
    void takesEverythingWhileItsLinkIsTheNewest() throws InterruptedException {
        dispatch(push("update", "7"));
        dispatch(push("delete", ""));
        assertThat(taken).hasSize(2);
    }

    @Test
    void leavesOutWhatANewerLinkTellsAgainAndNothingElse() throws InterruptedException {
        succession.end();
        Message answer = push("query", "").response("OK").withResourceVersion("7");
        Message publish = Message.of("router_eventbus", "user", "publish", "topic", "x");
        Message membership = Message.of("devicecontroller", "twin", "update", "membership", "x");
        dispatch(push("update", "7"));
        dispatch(push("delete", ""));
        dispatch(answer);
        dispatch(publish);
        dispatch(membership);
        assertThat(taken).containsExactly(answer, publish, membership);
    }

    @Test
    void endsAfterWhatIsBeingHandedOn() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread dispatching = Thread.ofVirtual().start(() -> {
            try {
                succession.dispatch(push("update", "7"), () -> {
                    begun.countDown();
                    goOn.await();
                    taken.add(push("update", "7"));
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();
        CompletableFuture<Integer> takenAtTheEnd = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                succession.end();
                takenAtTheEnd.complete(taken.size());
            } catch (InterruptedException e) {
                takenAtTheEnd.completeExceptionally(e);
            }
        });
        goOn.countDown();
        assertThat(takenAtTheEnd.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        dispatching.join();
    }
}
