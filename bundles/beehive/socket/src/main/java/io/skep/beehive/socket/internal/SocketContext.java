package io.skep.beehive.socket.internal;

import io.skep.beehive.api.Bus;
import io.skep.beehive.api.SkepException;
import io.skep.beehive.api.SteadyClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** KubeEdge's socket context: keeps the sockets as socket_module.yaml says, and looks every second whether it says something else. */
@Component(service = SocketContext.class, immediate = true)
public final class SocketContext {

    /** Framework property with the path of the component's configuration file. */
    static final String CONFIG = "skep.config";

    private static final Logger LOG = LoggerFactory.getLogger(SocketContext.class);
    private static final String VARIABLE = "SOCKET_MODULE_CONFIG";
    private static final long POLL_MILLIS = 1000;

    private final Path file;
    private final Sockets sockets;
    private final Thread watcher;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile Bus bus;

    @Activate
    public SocketContext(BundleContext context) {
        this.file = SocketFile.locate(System.getenv(VARIABLE), context.getProperty(CONFIG));
        this.sockets = new Sockets(
                new Remotes(new ServiceRegistry(context), () -> Optional.ofNullable(bus)), new SteadyClock());
        this.watcher = Thread.ofVirtual().name("socket-config").start(this::watch);
    }

    private void watch() {
        try {
            String seen = "";
            while (true) {
                String now = stamp();
                if (!now.equals(seen)) {
                    seen = now;
                    load();
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.debug("no longer watching {}", file);
        }
    }

    /** What tells one state of the file from another; empty when there is none. */
    private String stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "";
        }
    }

    private void load() throws InterruptedException {
        try {
            List<SocketEntry> entries = SocketFile.read(file);
            sockets.apply(entries);
            LOG.info("{} is in force, {} items", file, entries.size());
        } catch (SkepException e) {
            LOG.error("{} What was in force stays.", e.line());
        }
    }

    /** For the shell. */
    List<Connection> connections() {
        return sockets.connections();
    }

    @Deactivate
    void close() throws InterruptedException {
        watcher.interrupt();
        watcher.join();
        sockets.close();
    }
}
