package io.skep.itests.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/** One address before several servers on the loopback address: connections go to one of them until it does not answer, then to the next. */
public final class Balancer extends Relay {

    private final List<Integer> targets;
    private volatile int current;

    /** @param targets ports, the first of which is used first */
    public Balancer(List<Integer> targets) {
        super("balancer");
        this.targets = List.copyOf(targets);
        start();
    }

    /** The server that connections go to now. */
    public int target() {
        return targets.get(current % targets.size());
    }

    @Override
    Socket dial() throws IOException {
        IOException last = new IOException("there is no target");
        for (int attempt = 0; attempt < targets.size(); attempt++) {
            int tried = current;
            try {
                return connect(targets.get(tried % targets.size()));
            } catch (IOException e) {
                last = e;
                current = tried + 1;
            }
        }
        throw last;
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** When one side ends, both end. */
    @Override
    void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one side was cut off, the other is closed with it
            return;
        }
    }
}
