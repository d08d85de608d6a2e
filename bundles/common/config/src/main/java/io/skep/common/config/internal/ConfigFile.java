package io.skep.common.config.internal;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps ConfigurationAdmin as the component's YAML file says (framework property {@code skep.config}): once before any module starts, and again
 * each time that the file changes. A file that cannot be read at the start ends the container; later it changes nothing.
 */
@Component(service = ConfigFile.class, immediate = true)
public final class ConfigFile {

    /** Framework property with the path of the file. */
    static final String CONFIG = "skep.config";

    /** System property with the line that the launcher prints when the container cannot go on. */
    static final String FATAL = "skep.fatal";

    private static final Logger LOG = LoggerFactory.getLogger(ConfigFile.class);
    private static final long POLL_MILLIS = 1000;
    private static final long LONGEST_LOOK_SECONDS = 10;

    private final ConfigurationAdmin admin;
    private final Optional<Path> file;
    private final Optional<Thread> watcher;
    private final BlockingQueue<CompletableFuture<Void>> asked = new LinkedBlockingQueue<>();
    private volatile ComponentKind kind;

    @Activate
    public ConfigFile(BundleContext context, @Reference ConfigurationAdmin admin) {
        this.admin = admin;
        this.file = Optional.ofNullable(context.getProperty(CONFIG)).map(Path::of);
        if (file.isPresent() && !firstLoad(context)) {
            this.watcher = Optional.empty();
            return;
        }
        this.watcher = file.map(path -> Thread.ofVirtual().name("config-watch").start(() -> watch(path)));
    }

    @Deactivate
    void close() {
        watcher.ifPresent(Thread::interrupt);
    }

    /** What the file is about; empty without a file. */
    Optional<ComponentKind> kind() {
        return Optional.ofNullable(kind);
    }

    /** For changes of the file; there is one whenever there is a kind. */
    ConfigEditor editor() {
        return new ConfigEditor(file.orElseThrow(), surroundings());
    }

    /** Has the watcher look at the file now and waits until it has done so. */
    void look() throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        asked.add(done);
        try {
            done.get(LONGEST_LOOK_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new SkepException(
                    ConfigError.NOT_IN_FORCE, "The file was written, but it has not been read in time.", e);
        }
    }

    private boolean firstLoad(BundleContext context) {
        try {
            load();
            return true;
        } catch (SkepException e) {
            LOG.error("{}", e.line());
            System.setProperty(FATAL, e.line());
            try {
                context.getBundle(0).stop();
            } catch (BundleException stop) {
                LOG.error("the container did not stop", stop);
            }
            return false;
        }
    }

    private void watch(Path path) {
        Stamp seen = Stamp.of(path);
        try {
            while (true) {
                Optional<CompletableFuture<Void>> wish =
                        Optional.ofNullable(asked.poll(POLL_MILLIS, TimeUnit.MILLISECONDS));
                Stamp now = Stamp.of(path);
                if (!now.equals(seen)) {
                    seen = now;
                    reload();
                }
                wish.ifPresent(done -> done.complete(null));
            }
        } catch (InterruptedException e) {
            LOG.debug("no longer watching {}", path);
        }
    }

    private void reload() {
        try {
            load();
        } catch (SkepException e) {
            LOG.error("{} The configuration in force stays.", e.line());
        }
    }

    private void load() {
        Path path = file.orElseThrow();
        Configurations read = ConfigReader.read(path, surroundings());
        kind = read.kind();
        read.notices().forEach(notice -> LOG.warn("{}", notice.line()));
        try {
            for (String pid : ConfigReader.pids(read.kind())) {
                apply(pid, read.byPid().get(pid));
            }
        } catch (IOException e) {
            throw new SkepException(
                    ConfigError.UNREADABLE,
                    "The configuration of " + path + " could not be stored (" + e.getMessage() + ").",
                    e);
        }
    }

    private void apply(String pid, Map<String, Object> properties) throws IOException {
        if (properties == null) {
            remove(pid);
            return;
        }
        Dictionary<String, Object> dictionary = new Hashtable<>(properties);
        if (admin.getConfiguration(pid, "?").updateIfDifferent(dictionary)) {
            LOG.info("configuration {} is in force, {} keys", pid, properties.size());
        }
    }

    private void remove(String pid) throws IOException {
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + pid + ")");
            for (Configuration configuration : found == null ? List.<Configuration>of() : List.of(found)) {
                configuration.delete();
                LOG.info("configuration {} is switched off", pid);
            }
        } catch (org.osgi.framework.InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConfigReader.Surroundings surroundings() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            host = "";
        }
        return new ConfigReader.Surroundings(host, System.getenv("KUBERNETES_SERVICE_HOST") != null);
    }

    /** What tells one state of a file from another. */
    private record Stamp(long modified, long size, Object key) {
        static Stamp of(Path path) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamp(
                        attributes.lastModifiedTime().toMillis(),
                        attributes.size(),
                        String.valueOf(attributes.fileKey()));
            } catch (IOException e) {
                return new Stamp(0, 0, "");
            }
        }
    }
}
