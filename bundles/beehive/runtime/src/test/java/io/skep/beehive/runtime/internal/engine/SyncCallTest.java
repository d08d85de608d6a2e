package io.skep.beehive.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.Bus.State;
import io.skep.beehive.api.BusError;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.MessageId;
import io.skep.beehive.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class SyncCallTest extends BusFixture {

    private static final Duration LONG = Duration.ofSeconds(20);

    private FutureTask<Object> call(String module, Object content, Duration timeout) {
        return async(() -> bus.sendSync(module, message(content), timeout).content());
    }

    @Test
    void theAnswerNamesTheRequestAsItsParent() throws Exception {
        start("echo", context -> {
            Message request = context.receive();
            assertThat(request.sync()).isTrue();
            assertThat(context.respond(request.response("ok"))).isTrue();
        });
        Message request = message("q");
        Message answer = bus.sendSync("echo", request, null);
        assertThat(answer.parentId()).isEqualTo(request.id());
        assertThat(answer.content()).isEqualTo("ok");
    }

    @Test
    void manyCallsAtATimeGetEachItsOwnAnswer() throws Exception {
        start("echo", echo());
        List<FutureTask<Object>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(call("echo", i, LONG));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(result(calls.get(i))).isEqualTo(i);
        }
        assertThat(bus.lateAnswers()).isZero();
    }

    @Test
    void aModuleCallsAnother() throws Exception {
        start("echo", echo());
        start(
                "a",
                context ->
                        seen.add(context.sendSync("echo", message("hi"), LONG).content()));
        assertThat(next()).isEqualTo("hi");
    }

    @Test
    void anAnswerMayComeFromAnotherModuleThanTheOneAsked() throws Exception {
        start("asked", context -> context.send("helper", context.receive()));
        start("helper", echo());
        assertThat(bus.sendSync("asked", message("passed on"), LONG).content()).isEqualTo("passed on");
    }

    @Test
    void aCallThatIsNotAnsweredEndsAtItsDeadlineAndItsAnswerIsCounted() throws Exception {
        CountDownLatch timedOut = new CountDownLatch(1);
        start("slow", context -> {
            Message request = context.receive();
            timedOut.await();
            seen.add(context.respond(request.response("late")));
        });
        assertFails(BusError.TIMEOUT, () -> bus.sendSync("slow", message(1), Duration.ofMillis(20)));
        timedOut.countDown();
        assertThat(next()).isEqualTo(false);
        assertThat(bus.lateAnswers()).isEqualTo(1);
    }

    @Test
    void aRequestWhoseDeadlineHasPassedIsDroppedNotExecuted() throws Exception {
        start("a", receiver());
        park("a");
        send("a", "first");
        assertFails(BusError.TIMEOUT, () -> bus.sendSync("a", message("late"), Duration.ofMillis(10)));
        send("a", "second");
        start("a", receiver());
        assertThat(next()).isEqualTo("first");
        assertThat(next()).isEqualTo("second");
        assertThat(info("a").dropped()).isEqualTo(1);
        assertThat(info("a").received()).isEqualTo(2);
    }

    @Test
    void aDeadlineThatPassesBeforeThereIsRoomEndsTheCall() throws Exception {
        start("busy", context -> new CountDownLatch(1).await());
        send("busy", 1, 2, 3, 4);
        assertFails(BusError.TIMEOUT, () -> bus.sendSync("busy", message(5), Duration.ofMillis(10)));
        assertThat(info("busy").depth()).isEqualTo(4);
    }

    @Test
    void aCallToAParkedModuleWaitsForItsReturn() throws Exception {
        start("echo", echo());
        park("echo");
        FutureTask<Object> call = call("echo", "patience", LONG);
        awaitDepth("echo", 1);
        start("echo", echo());
        assertThat(result(call)).isEqualTo("patience");
    }

    @Test
    void aCallIsAnsweredAfterTheModuleFailedOnItOnce() throws Exception {
        List<String> tries = new ArrayList<>();
        start("a", context -> {
            Message request = context.receive();
            tries.add(request.id());
            if (tries.size() == 1) {
                throw new IllegalStateException("first try");
            }
            context.respond(request.response("second try"));
        });
        assertThat(bus.sendSync("a", message(1), LONG).content()).isEqualTo("second try");
    }

    @Test
    void aWaitingCallFailsWhenTheModuleIsStoppedForGood() {
        start("a", context -> new CountDownLatch(1).await());
        FutureTask<Object> call = call("a", 1, LONG);
        awaitDepth("a", 1);
        stop("a");
        assertFails(BusError.UNKNOWN_MODULE, () -> result(call));
    }

    @Test
    void twoCallsWithOneIdAreNotMixedUp() throws Exception {
        bus.expect("a", "g");
        Message twice = message(1);
        FutureTask<Object> first = async(() -> bus.sendSync("a", twice, LONG).content());
        awaitDepth("a", 1);
        assertFails(BusError.DUPLICATE_CALL, () -> bus.sendSync("a", twice, LONG));
        start("a", "g", echo());
        assertThat(result(first)).isEqualTo(1);
    }

    @Test
    void anAnswerThatNobodyWaitsForIsCounted() {
        assertThat(bus.respond(message(1).response("x"))).isFalse();
        assertThat(bus.lateAnswers()).isEqualTo(1);
    }

    @Test
    void aGroupCallReturnsOneAnswerOfEachMember() throws Exception {
        start("a", "g", answering("from a"));
        start("b", "g", answering("from b"));
        start("other", "x", receiver());
        start(
                "caller",
                context ->
                        context.sendToGroupSync("g", message(1), LONG).forEach(answer -> seen.add(answer.content())));
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("from a", "from b");
        await("caller", State.FINISHED);
    }

    private static io.skep.beehive.api.Module answering(String content) {
        return context -> {
            while (true) {
                Message request = context.receive();
                context.respond(request.response(content));
                context.respond(request.response("again " + content));
            }
        };
    }

    @Test
    void aMemberThatAnswersTwiceDoesNotStandForAnother() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        start("eager", "g", answering("eager"));
        start("lazy", "g", context -> {
            Message request = context.receive();
            late.await();
            context.respond(request.response("lazy"));
        });
        FutureTask<Object> call = async(() -> groupCall("g"));
        Await.until("the second answer was refused", () -> bus.lateAnswers() == 1);
        assertThat(call.isDone()).isFalse();
        late.countDown();
        assertThat(result(call)).isEqualTo(List.of("eager", "lazy"));
    }

    private List<Object> groupCall(String group) throws InterruptedException {
        return bus.sendToGroupSync(group, message(1), LONG).stream()
                .map(Message::content)
                .toList();
    }

    @Test
    void aGroupCallGoesOnWithoutAMemberThatIsStopped() throws Exception {
        start("a", "g", answering("a"));
        start("gone", "g", context -> new CountDownLatch(1).await());
        FutureTask<Object> call = async(() -> groupCall("g"));
        awaitDepth("gone", 1);
        stop("gone");
        assertThat(result(call)).isEqualTo(List.of("a"));
    }

    @Test
    void aGroupCallThatLacksAnAnswerEndsAtItsDeadline() {
        start("a", "g", answering("a"));
        start("silent", "g", receiver());
        assertFails(BusError.TIMEOUT, () -> bus.sendToGroupSync("g", message(1), Duration.ofMillis(30)));
        assertFails(BusError.UNKNOWN_GROUP, () -> groupCall("nobody"));
    }

    @Test
    void anAnswerThatRacesWithTheDeadlineIsEitherReturnedOrRefused() throws Exception {
        for (int round = 0; round < 200; round++) {
            GroupCall call = new GroupCall(MessageId.of("id"), java.util.Set.of("a"));
            FutureTask<Object> answering =
                    async(() -> call.answer("a", message("x").response("y")));
            Object returned = null;
            try {
                returned =
                        call.await(System.nanoTime() + 20_000, "a").getFirst().content();
            } catch (io.skep.beehive.api.BusException e) {
                assertThat(e.code()).isEqualTo(BusError.TIMEOUT);
            }
            assertThat(result(answering)).isEqualTo(returned != null);
        }
    }

    @Test
    void ofAnAnswerAndTheDeadlineOneWinsAlsoForACallToOneModule() throws Exception {
        for (int round = 0; round < 200; round++) {
            SingleCall call = new SingleCall(MessageId.of("id"), "a", 0);
            FutureTask<Object> answering =
                    async(() -> call.answer("a", message("x").response("y")));
            FutureTask<Object> expiring = async(() -> {
                call.expire();
                return "";
            });
            Object returned = null;
            try {
                returned = call.await(new Spin()).content();
            } catch (io.skep.beehive.api.BusException e) {
                assertThat(e.code()).isEqualTo(BusError.TIMEOUT);
            }
            result(expiring);
            assertThat(result(answering)).isEqualTo(returned != null);
        }
    }

    @Test
    void aLaterCallWithAnEarlierDeadlineIsNotHeldUpByTheFirst() throws Exception {
        start("silent", receiver());
        FutureTask<Object> patient = async(() -> bus.sendSync("silent", message(1), Await.DEADLINE.multipliedBy(2)));
        next();
        assertFails(BusError.TIMEOUT, () -> bus.sendSync("silent", message(2), Duration.ofMillis(30)));
        assertThat(patient.isDone()).isFalse();
        stop("silent");
        assertFails(BusError.UNKNOWN_MODULE, () -> result(patient));
    }

    @Test
    void anInterruptedCallerLeavesItsCall() throws Exception {
        start("silent", receiver());
        CompletableFuture<Thread> caller = new CompletableFuture<>();
        FutureTask<Object> call = async(() -> {
            caller.complete(Thread.currentThread());
            return bus.sendSync("silent", message(1), Await.DEADLINE);
        });
        next();
        caller.get().interrupt();
        assertThatThrownBy(() -> result(call)).hasCauseInstanceOf(InterruptedException.class);
    }
}
