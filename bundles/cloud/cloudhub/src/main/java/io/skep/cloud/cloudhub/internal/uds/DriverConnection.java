package io.skep.cloud.cloudhub.internal.uds;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.MessageCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a driver: a request, its answer, the end. Reading and writing have a time each; the call between them has its own. */
final class DriverConnection implements AutoCloseable {

    /** Time to send the request, and time to take the answer. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(DriverConnection.class);

    private enum Phase {
        READING,
        CALLING,
        WRITING
    }

    private final SocketChannel channel;
    private final InstantSource clock;
    private Phase phase = Phase.READING;
    private Instant since;

    DriverConnection(SocketChannel channel, InstantSource clock) {
        this.channel = channel;
        this.clock = clock;
        this.since = clock.instant();
    }

    void serve(VolumeCalls calls) throws InterruptedException {
        try (channel) {
            Message answer = answer(calls);
            enter(Phase.WRITING);
            write(answer);
        } catch (IOException e) {
            LOG.debug("a driver left the unix socket: {}", e.getMessage());
        }
    }

    private Message answer(VolumeCalls calls) throws IOException, InterruptedException {
        try {
            Message request = RequestReader.read(channel);
            enter(Phase.CALLING);
            return calls.answer(request);
        } catch (SkepException e) {
            LOG.info(e.line());
            return refusal(e);
        }
    }

    /** Says why no call is made to somebody whose request is not known. */
    void refuse(SkepException reason) {
        LOG.info(reason.line());
        enter(Phase.WRITING);
        try (channel) {
            write(refusal(reason));
        } catch (IOException e) {
            LOG.debug("a driver left the unix socket before it was turned away");
        }
    }

    private static Message refusal(SkepException reason) {
        return Message.of("cloudhub", "", "error", "", reason.line());
    }

    private void write(Message answer) throws IOException {
        OutputStream out = Channels.newOutputStream(channel);
        MessageCodec.write(answer, out);
        out.flush();
    }

    private synchronized void enter(Phase next) {
        phase = next;
        since = clock.instant();
    }

    /** Ends the reading or writing of a peer that is too slow; a slow sender is told. */
    synchronized void hurry() {
        if (phase == Phase.CALLING || Duration.between(since, clock.instant()).compareTo(PATIENCE) < 0) {
            return;
        }
        try {
            if (phase == Phase.READING) {
                channel.shutdownInput();
            } else {
                channel.close();
            }
        } catch (IOException e) {
            LOG.debug("a driver's connection was closed meanwhile");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
