package io.skep.itests.bench.edges;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One edge without anything behind it: keepalive every 15 s, lease every 10 s, acknowledges at once. All its state belongs to one event loop.
 */
public final class SimulatedEdge {

    private static final String PROJECT = "e632aba927ea4ac2b575ec1603d56f10";
    private static final long KEEPALIVE_MS = 15_000;
    private static final long LEASE_MS = 10_000;
    private static final long RETRY_MS = 500;

    private final int index;
    private final String name;
    private final EdgeNetwork network;
    private final EdgeSettings settings;
    private final EdgeWatcher watcher;
    private final EventLoop loop;
    private ChannelHandlerContext link;
    private Channel channel;
    private boolean wanted;
    private boolean open;
    private boolean wasOpen;
    private boolean registered;
    private Duration retryAfter = Duration.ZERO;
    private Future<?> keepalives;
    private Future<?> leases;
    private String leaseId = "";
    private String leaseOperation = "";
    private String leaseVersion = "";
    private long leaseDue;

    SimulatedEdge(int index, EdgeNetwork network, EdgeSettings settings, EdgeWatcher watcher) {
        this.index = index;
        this.name = EdgeCertificates.nodeName(index);
        this.network = network;
        this.settings = settings;
        this.watcher = watcher;
        this.loop = network.loops().next();
    }

    public String name() {
        return name;
    }

    /** Whether the link that was lost last had been open; on its event loop. */
    boolean wasOpen() {
        return wasOpen;
    }

    /** Dials, and says what an edge says first. */
    public void connect() {
        loop.execute(() -> {
            wanted = true;
            dial();
        });
    }

    /** Drops the connection without a word, as when a cable is pulled and the cloud's host resets what it sends. */
    public void cut() {
        loop.execute(() -> {
            wanted = false;
            if (channel != null && channel.isOpen()) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                channel.unsafe().close(channel.voidPromise());
            }
        });
    }

    /** Sends a message, if there is a link. */
    public void say(String json) {
        loop.execute(() -> tell(json));
    }

    /** Asks for an object, as metamanager does. */
    public void query(String resource) {
        say(Words.query(Words.id(), resource));
    }

    private void dial() {
        if (!wanted || channel != null) {
            return;
        }
        ChannelFuture connected = network.bootstrap()
                .group(loop)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        fresh.pipeline()
                                .addLast(network.handler(fresh.alloc(), settings.host(), index))
                                .addLast(new EdgeWire(upgrade(), new Ears()));
                    }
                })
                .connect(settings.host(), settings.port());
        channel = connected.channel();
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                gone("TCP: " + done.cause().getMessage());
            }
        });
    }

    private String upgrade() {
        byte[] key = new byte[16];
        ThreadLocalRandom.current().nextBytes(key);
        return "GET /" + PROJECT + "/" + name + "/events HTTP/1.1\r\nHost: " + settings.host() + ":" + settings.port()
                + "\r\nUser-Agent: Go-http-client/1.1\r\nConnection: Upgrade\r\nConnectionuse: msg\r\nNode_id: " + name
                + "\r\nProject_id: " + PROJECT + "\r\nSec-WebSocket-Key: "
                + Base64.getEncoder().encodeToString(key) + "\r\nSec-WebSocket-Version: 13\r\nUpgrade: websocket\r\n"
                + (settings.skepPeer() ? "Skep-Channel: 1\r\n" : "") + "\r\n";
    }

    private void tell(String json) {
        if (link != null) {
            link.writeAndFlush(EdgeWire.text(link, json), link.voidPromise());
        }
    }

    private void begin(ChannelHandlerContext context) {
        link = context;
        open = true;
        tell(Words.keepalive());
        keepalives = every(KEEPALIVE_MS, () -> tell(Words.keepalive()));
        if (settings.leases()) {
            if (!registered) {
                registered = true;
                tell(Words.node(Words.id(), name));
            }
            renew();
            leases = every(LEASE_MS, this::renew);
        }
        watcher.opened(this);
    }

    /** At regular times from a random one on, so that thousands of edges are spread as in a grown installation. */
    private Future<?> every(long millis, Runnable action) {
        long first = ThreadLocalRandom.current().nextLong(millis) + 1;
        return loop.scheduleAtFixedRate(action, first, millis, TimeUnit.MILLISECONDS);
    }

    private void renew() {
        if (!leaseId.isEmpty()) {
            if (System.nanoTime() - leaseDue < TimeUnit.MILLISECONDS.toNanos(LEASE_MS)) {
                return;
            }
            watcher.missed(this);
        }
        leaseDue = System.nanoTime();
        lease(leaseVersion.isEmpty() ? "insert" : "update");
    }

    private void lease(String operation) {
        leaseId = Words.id();
        tell(
                operation.equals("query")
                        ? Words.query(leaseId, Words.LEASES + name)
                        : Words.lease(leaseId, name, leaseVersion, operation));
        leaseOperation = operation;
    }

    private void listen(Heard message) {
        if (message.wantsAck()) {
            tell(Words.ack(message));
        }
        if (!leaseId.isEmpty() && message.parent().equals(leaseId)) {
            leaseId = "";
            leaseAnswered(message);
        }
        watcher.heard(this, message);
    }

    /** As edged: what stands in the way is looked up and the update repeated; anything else waits for the next due time. */
    private void leaseAnswered(Heard answer) {
        if (answer.isFailure()) {
            if (answer.mentions("\"code\":409")) {
                lease("query");
            } else {
                leaseVersion = "";
            }
            return;
        }
        leaseVersion = answer.objectVersion();
        if (leaseOperation.equals("query")) {
            lease(leaseVersion.isEmpty() ? "insert" : "update");
        } else {
            watcher.renewed(this, System.nanoTime() - leaseDue);
        }
    }

    private void gone(String reason) {
        channel = null;
        link = null;
        wasOpen = open;
        open = false;
        leaseId = "";
        if (keepalives != null) {
            keepalives.cancel(false);
        }
        if (leases != null) {
            leases.cancel(false);
        }
        if (!wanted) {
            return;
        }
        watcher.lost(this, reason);
        if (settings.retries()) {
            long least = Math.max(RETRY_MS, retryAfter.toMillis());
            retryAfter = Duration.ZERO;
            loop.schedule(this::dial, least + ThreadLocalRandom.current().nextLong(RETRY_MS), TimeUnit.MILLISECONDS);
        }
    }

    /** What the wire tells. */
    private final class Ears implements EdgeWire.Listener {

        @Override
        public void opened(ChannelHandlerContext context) {
            begin(context);
        }

        @Override
        public void refused(int status, Duration after) {
            retryAfter = after;
            watcher.refused(SimulatedEdge.this, status, after);
        }

        @Override
        public void heard(byte[] text) throws IOException {
            listen(Heard.parse(text));
        }

        @Override
        public void closed(String reason) {
            gone(reason);
        }
    }
}
