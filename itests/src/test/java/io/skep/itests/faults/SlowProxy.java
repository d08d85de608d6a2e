package io.skep.itests.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands the bytes of one port on as TCP does over a bad network: each way takes its time, and what the network loses comes later, together with all
 * that was sent after it. Each direction of each connection has a thread that reads and one that writes.
 */
public final class SlowProxy extends Relay {

    /** As much as one packet carries. */
    private static final int SEGMENT = 1_400;

    /** What is under way in one direction: the window of a connection that lost much. */
    private static final int WINDOW = 64;

    /** TCP's first patience with an answer beyond the round trip; it is doubled each time. */
    private static final Duration FIRST_PATIENCE = Duration.ofMillis(200);

    /** Its patience with the first packet of all, of which it does not know how long it takes. */
    private static final Duration PATIENCE_TO_CONNECT = Duration.ofSeconds(1);

    private static final int MOST_LOSSES = 6;

    private final int target;
    private final Duration oneWay;
    private final double loss;
    private final SplittableRandom random;

    /**
     * Listens on a free port of the loopback address.
     *
     * @param target port there that is meant
     * @param oneWay how long a packet takes
     * @param loss the share of packets that are lost, from 0 to 1
     */
    public SlowProxy(int target, Duration oneWay, double loss, long seed) {
        super("slow");
        this.target = target;
        this.oneWay = oneWay;
        this.loss = loss;
        this.random = new SplittableRandom(seed);
        start();
    }

    @Override
    Socket dial() throws IOException {
        LockSupport.parkNanos(
                oneWay.multipliedBy(2).plus(late(PATIENCE_TO_CONNECT)).toNanos());
        return new Socket(InetAddress.getLoopbackAddress(), target);
    }

    /** How much later a packet comes because it was lost, perhaps several times. */
    private Duration late(Duration firstPatience) {
        Duration late = Duration.ZERO;
        for (int losses = 0; losses < MOST_LOSSES && isLost(); losses++) {
            late = late.plus(firstPatience.multipliedBy(1L << losses));
        }
        return late;
    }

    private synchronized boolean isLost() {
        return random.nextDouble() < loss;
    }

    /** Bytes and when they arrive; no bytes are the end. */
    private record Packet(byte[] bytes, long dueNanos) {}

    @Override
    void pump(Socket from, Socket to) {
        BlockingQueue<Packet> underWay = new LinkedBlockingQueue<>(WINDOW);
        Thread writer = Thread.ofVirtual().name("slow-write").start(() -> deliver(underWay, to));
        byte[] buffer = new byte[SEGMENT];
        long due = System.nanoTime();
        try {
            int count;
            do {
                count = read(from, buffer);
                long arrival = System.nanoTime() + oneWay.toNanos() + lateOverTheRoundTrip();
                due = Math.max(due, arrival);
                underWay.put(new Packet(Arrays.copyOf(buffer, Math.max(0, count)), due));
            } while (count >= 0 && writer.isAlive());
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long lateOverTheRoundTrip() {
        Duration late = late(FIRST_PATIENCE);
        return late.isZero() ? 0 : late.plus(oneWay.multipliedBy(2)).toNanos();
    }

    private static int read(Socket from, byte[] buffer) {
        try {
            return from.getInputStream().read(buffer);
        } catch (IOException e) {
            return -1;
        }
    }

    private static void deliver(BlockingQueue<Packet> underWay, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            Packet packet = underWay.take();
            while (packet.bytes().length > 0) {
                LockSupport.parkNanos(packet.dueNanos() - System.nanoTime());
                out.write(packet.bytes());
                packet = underWay.take();
            }
            LockSupport.parkNanos(packet.dueNanos() - System.nanoTime());
            to.shutdownOutput();
        } catch (IOException e) {
            // nobody takes it any more, and nobody waits for room
            underWay.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
