package io.skep.edge.edged.internal.probe;

import io.skep.edge.runtime.ExecResult;
import io.skep.edge.runtime.PodRuntime;
import io.skep.edge.runtime.RuntimeFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Does what a handler says, once. Blocks, at most for the given time and a little more. */
public final class Checks {

    private static final int MOST_MESSAGE = 1024;
    private static final String AWAY = "RuntimeUnavailable";

    private final Supplier<Optional<PodRuntime>> runtime;
    private final HttpCheck http = new HttpCheck();

    /** @param runtime the one that is there now: it may be swapped between two checks */
    public Checks(Supplier<Optional<PodRuntime>> runtime) {
        this.runtime = runtime;
    }

    /** @param address where the pod is reached */
    public record Target(String podUid, String container, String address) {}

    public Outcome run(Handler handler, Target target, Duration limit) throws InterruptedException {
        return switch (handler) {
            case Handler.Exec exec -> exec(exec, target, limit);
            case Handler.HttpGet get -> interruptible(http.get(get, target.address(), limit));
            case Handler.TcpSocket(String host, int port) ->
                interruptible(tcp(host.isEmpty() ? target.address() : host, port, limit));
            case Handler.Sleep(long seconds) -> {
                Duration wanted = Duration.ofSeconds(seconds);
                Thread.sleep(wanted.compareTo(limit) < 0 ? wanted : limit);
                yield new Outcome.Good();
            }
            case Handler.Impossible(String why) -> new Outcome.Unknown(why);
        };
    }

    /** An interruption closes the socket of a virtual thread, which looks like a failure of the other side. */
    private static Outcome interruptible(Outcome outcome) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return outcome;
    }

    private Outcome exec(Handler.Exec exec, Target target, Duration limit) throws InterruptedException {
        Optional<PodRuntime> present = runtime.get();
        if (present.isEmpty()) {
            return new Outcome.Away("the runtime of the container is not there");
        }
        try {
            ExecResult result = present.get().exec(target.podUid(), target.container(), exec.command(), limit);
            if (result.timedOut()) {
                return new Outcome.Bad("command " + exec.command() + " timed out after " + limit.toSeconds() + " s");
            }
            return result.exitCode() == 0 ? new Outcome.Good() : new Outcome.Bad(words(result));
        } catch (RuntimeFailure e) {
            return e.reason().equals(AWAY) ? new Outcome.Away(e.line()) : new Outcome.Unknown(e.line());
        }
    }

    private static String words(ExecResult result) {
        String words = (result.output() + result.error()).strip();
        String text = words.isEmpty() ? "the command ended with exit code " + result.exitCode() : words;
        return text.length() > MOST_MESSAGE ? text.substring(0, MOST_MESSAGE) : text;
    }

    private static Outcome tcp(String host, int port, Duration limit) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) limit.toMillis());
            return new Outcome.Good();
        } catch (IOException | IllegalArgumentException e) {
            return new Outcome.Bad("dial tcp " + host + ":" + port + ": " + e.getMessage());
        }
    }
}
