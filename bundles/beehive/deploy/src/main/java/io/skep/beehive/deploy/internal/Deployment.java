package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.api.SteadyClock;
import io.skep.beehive.deploy.internal.ProbationRecord.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * How bundles come, change and go while the container runs: each jar is copied into the store and checked before it touches the framework, one
 * change at a time. Commands, the deploy folder and the features go through here.
 */
@Component(service = Deployment.class)
public final class Deployment {

    /** Start of the location of every bundle that the distribution brings. */
    static final String SHIPPED = "feature:";

    private static final String DIRECTORY = "skep.dir";
    private static final String TRUST_STORE = "skep.deploy.truststore";
    private static final String PASSWORD = "skep.deploy.truststore.password";

    /** How long a jar may take from the store into the framework. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final BundleContext context;
    private final InstantSource wallClock;
    private final JarStore store;
    private final JarCheck check;
    private final RejectedJars rejected;
    private final Changes changes = new Changes();
    private final Probations probations;
    private final Swap swap;

    @Activate
    public Deployment(BundleContext context) {
        this(
                context,
                folder(context),
                new JarCheck(
                        SignaturePolicy.of(context.getProperty(SignaturePolicy.PROPERTY)),
                        new TrustStore(path(context.getProperty(TRUST_STORE)), context.getProperty(PASSWORD)),
                        InstantSource.system()),
                SwapTimes.of(context.getProperty(SwapTimes.PROBATION)),
                new SteadyClock(),
                InstantSource.system());
    }

    /**
     * @param clock for intervals
     * @param wallClock the time of day
     */
    Deployment(
            BundleContext context,
            Path folder,
            JarCheck check,
            SwapTimes times,
            InstantSource clock,
            InstantSource wallClock) {
        this.context = context;
        this.store = new JarStore(folder, wallClock);
        this.wallClock = wallClock;
        this.check = check;
        this.rejected = new RejectedJars(folder.resolve("rejected"));
        ProbationRecord record = new ProbationRecord(folder.resolve("probation.properties"));
        this.probations = new Probations(changes, times, clock, record, rejected);
        this.swap = new Swap(context, store, new Health(context), probations, clock);
        takeBack(record);
    }

    private void takeBack(ProbationRecord record) {
        Map<String, Entry> unproved = record.read();
        store.prune(unproved.values().stream().map(Entry::good).collect(Collectors.toSet()), Instant.MAX);
        unproved.forEach((location, entry) -> {
            swap.takeBack(location, entry);
            rejected.add(entry.next());
        });
        record.clear();
    }

    private static Path folder(BundleContext context) {
        String directory = context.getProperty(DIRECTORY);
        return directory == null
                ? context.getDataFile("jars").toPath()
                : Path.of(directory).resolve("jars");
    }

    private static Path path(String file) {
        return file == null || file.isBlank() ? null : Path.of(file.strip()).toAbsolutePath();
    }

    @Deactivate
    void close() {
        probations.close();
    }

    public JarStore store() {
        return store;
    }

    public JarCheck check() {
        return check;
    }

    /** Whether an update to this jar was taken back. */
    boolean isRejected(StoredJar jar) {
        return rejected.contains(jar);
    }

    /**
     * Copies a jar into the store and checks its signature.
     *
     * @param origin path or URL, for people
     * @throws SkepException as {@link JarStore#put} and {@link JarCheck#signature}
     */
    public StoredJar take(InputStream jar, String origin) {
        StoredJar stored = store.put(jar, origin);
        check.signature(stored);
        return stored;
    }

    /**
     * As {@link #take(InputStream, String)}; the distribution's own bundles are trusted, as they are at the start of the container.
     *
     * @param location path or URL
     * @throws IOException when it cannot be opened or read
     */
    public StoredJar take(String location) throws IOException {
        try (InputStream in = open(location)) {
            return location.startsWith(SHIPPED) ? store.put(in, location) : take(in, location);
        }
    }

    private InputStream open(String location) throws IOException {
        String folder = context.getProperty(FolderWatch.FOLDER);
        if (folder != null && location.startsWith(FolderBundles.LOCATION)) {
            return Files.newInputStream(Path.of(folder).resolve(location.substring(FolderBundles.LOCATION.length())));
        }
        if (!location.contains(":")) {
            return Files.newInputStream(Path.of(location).toAbsolutePath());
        }
        try {
            return URI.create(location).toURL().openStream();
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Makes several changes with nobody else's in between; calls of this object within it belong to it. It runs on a thread of its own, which is not
     * interrupted when the caller is.
     */
    public <T> T exclusively(Callable<T> change) throws Exception {
        return changes.apart(change);
    }

    /** Installs a jar; it is not started. A location that is taken gives the bundle that is there. */
    public Bundle install(String location, StoredJar jar) throws BundleException {
        return change(() -> {
            try (InputStream in = jar.open()) {
                return context.installBundle(location, in);
            }
        });
    }

    /**
     * Updates a bundle by the swap protocol. It returns when the new version does what the old one did.
     *
     * @param force whether an older version is wanted
     * @param wiring whether those that import from it are to be wired to the new version
     * @throws SkepException {@code ROLLED_BACK} and {@code ROLLBACK_FAILED}, which the log has already; what {@link JarCheck#successor} throws
     */
    public void update(Bundle bundle, StoredJar jar, boolean force, boolean wiring) throws BundleException {
        check.successor(jar, bundle, force);
        change(() -> {
            store.prune(probations.needed(), wallClock.instant().minus(KEPT));
            swap.update(bundle, jar, wiring);
            return bundle;
        });
    }

    /** Starts, stops or uninstalls a bundle on the thread of the caller; an update that was still watched counts as good. */
    public void simply(Bundle bundle, Step step) throws BundleException {
        try {
            changes.here(() -> {
                probations.end(bundle);
                step.take(bundle);
                return bundle;
            });
        } catch (Exception e) {
            throw known(e);
        }
    }

    /** A simple change of a bundle. */
    @FunctionalInterface
    public interface Step {
        void take(Bundle bundle) throws BundleException;
    }

    private <T> T change(Callable<T> change) throws BundleException {
        try {
            return changes.apart(change);
        } catch (Exception e) {
            throw known(e);
        }
    }

    private static BundleException known(Exception failure) {
        return switch (failure) {
            case RuntimeException unchecked -> throw unchecked;
            case BundleException known -> known;
            case Exception other -> new BundleException(Reasons.of(other), other);
        };
    }
}
