package io.skep.common.transport.quic.internal;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between an edge and a cloud as an address translator does, and can take another port towards the cloud or lose some or all of what passes. */
final class UdpRelay implements AutoCloseable {

    private static final int MAX = 65_535;

    private final DatagramSocket front;
    private final InetSocketAddress cloud;
    private final Random chance = new Random(7);
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicBoolean deaf = new AtomicBoolean();
    private volatile DatagramSocket back;
    private volatile InetSocketAddress edge;
    private volatile double loss;

    UdpRelay(int cloudPort) throws IOException {
        this.cloud = new InetSocketAddress("127.0.0.1", cloudPort);
        this.front = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        move();
        Thread.ofPlatform().daemon().start(this::up);
    }

    int port() {
        return front.getLocalPort();
    }

    /** The port that the cloud sees. */
    int outerPort() {
        return back.getLocalPort();
    }

    /** From now on the edge comes from another port. */
    void move() throws IOException {
        DatagramSocket old = back;
        DatagramSocket fresh = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        back = fresh;
        Thread.ofPlatform().daemon().start(() -> down(fresh));
        if (old != null) {
            old.close();
        }
    }

    /** From now on nothing passes. */
    void cut() {
        deaf.set(true);
    }

    /** From now on that share of the packets of each way does not arrive. */
    void lose(double share) {
        loss = share;
    }

    /** Packets that {@link #lose} has taken. */
    int lost() {
        return lost.get();
    }

    private void up() {
        DatagramPacket packet = new DatagramPacket(new byte[MAX], MAX);
        while (!front.isClosed()) {
            try {
                packet.setLength(MAX);
                front.receive(packet);
                edge = new InetSocketAddress(packet.getAddress(), packet.getPort());
                pass(packet, back, cloud);
            } catch (IOException e) {
                deaf.compareAndSet(false, front.isClosed());
            }
        }
    }

    private void down(DatagramSocket socket) {
        DatagramPacket packet = new DatagramPacket(new byte[MAX], MAX);
        while (!socket.isClosed()) {
            try {
                packet.setLength(MAX);
                socket.receive(packet);
                pass(packet, front, edge);
            } catch (IOException e) {
                deaf.compareAndSet(false, front.isClosed());
            }
        }
    }

    private void pass(DatagramPacket packet, DatagramSocket by, InetSocketAddress to) throws IOException {
        if (chance.nextDouble() < loss) {
            lost.incrementAndGet();
        } else if (!deaf.get() && to != null) {
            by.send(new DatagramPacket(packet.getData(), packet.getLength(), to));
        }
    }

    @Override
    public void close() {
        front.close();
        back.close();
    }
}
