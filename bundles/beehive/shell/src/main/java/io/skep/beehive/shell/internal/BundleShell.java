package io.skep.beehive.shell.internal;

import io.skep.beehive.api.SkepException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Commands of the framework's bundles; they take a bundle by its id or by its symbolic name. */
@Component(
        service = BundleShell.class,
        property = {
            "osgi.command.scope=bundle",
            "osgi.command.function=lb",
            "osgi.command.function=install",
            "osgi.command.function=start",
            "osgi.command.function=stop",
            "osgi.command.function=update",
            "osgi.command.function=uninstall",
            "osgi.command.function=refresh",
            "osgi.command.function=headers"
        })
public final class BundleShell {

    private static final int MOST_BYTES = 64 << 20;

    private final BundleContext context;
    private final Bundles bundles;

    @Activate
    public BundleShell(BundleContext context) {
        this.context = context;
        this.bundles = new Bundles(context);
    }

    /** One bundle, as all commands show it. */
    record BundleLine(long id, String state, int level, String name, String version) {

        static BundleLine of(Bundle bundle) {
            String state = switch (bundle.getState()) {
                case Bundle.INSTALLED -> "Installed";
                case Bundle.RESOLVED -> "Resolved";
                case Bundle.STARTING -> "Starting";
                case Bundle.ACTIVE -> "Active";
                case Bundle.STOPPING -> "Stopping";
                default -> "Uninstalled";
            };
            BundleStartLevel level =
                    bundle.getState() == Bundle.UNINSTALLED ? null : bundle.adapt(BundleStartLevel.class);
            return new BundleLine(
                    bundle.getBundleId(),
                    state,
                    level == null ? 0 : level.getStartLevel(),
                    bundle.getSymbolicName(),
                    bundle.getVersion().toString());
        }
    }

    @Descriptor("lists the installed bundles")
    public List<BundleLine> lb() {
        return bundles.all().stream().map(BundleLine::of).toList();
    }

    @Descriptor("lists the installed bundles whose name contains a word")
    public List<BundleLine> lb(@Descriptor("part of the symbolic name") String word) {
        return lb().stream()
                .filter(line -> line.name() != null && line.name().contains(word))
                .toList();
    }

    @Descriptor("installs bundles; they are not started")
    public List<BundleLine> install(
            CommandSession session, @Descriptor("path or URL of each jar") String... locations) {
        List<BundleLine> installed = new ArrayList<>();
        for (String location : locations) {
            Audit.record(session, "install", location);
            installed.add(BundleLine.of(install(location)));
        }
        return installed;
    }

    private Bundle install(String location) {
        Path path = location.contains(":") ? null : Path.of(location).toAbsolutePath();
        if (path != null && !Files.isReadable(path)) {
            throw new SkepException(
                    ShellError.NO_BUNDLE, "The bundle " + path + " cannot be installed: there is no such file.");
        }
        try {
            Bundle bundle =
                    context.installBundle(path == null ? location : path.toUri().toString());
            if (bundle.getSymbolicName() == null) {
                bundle.uninstall();
                throw new SkepException(
                        ShellError.NO_BUNDLE,
                        location + " cannot be installed: it is no bundle, its manifest has no Bundle-SymbolicName.");
            }
            return bundle;
        } catch (BundleException e) {
            throw new SkepException(
                    ShellError.NO_BUNDLE, location + " cannot be installed: " + Bundles.reason(e) + ".", e);
        }
    }

    @Descriptor("starts bundles")
    public List<BundleLine> start(
            CommandSession session, @Descriptor("id or symbolic name of each bundle") String... names) {
        return each(session, "start", "started", names, Bundle::start);
    }

    @Descriptor("stops bundles; the mailbox of a stopped module waits for its next start")
    public List<BundleLine> stop(
            CommandSession session, @Descriptor("id or symbolic name of each bundle") String... names) {
        return each(session, "stop", "stopped", names, Bundle::stop);
    }

    @Descriptor("reads bundles again from where they were installed from; running ones run on with the new version")
    public List<BundleLine> update(
            CommandSession session,
            @Descriptor(
                            "path or URL of the jar to take instead, for one bundle; kept until the next start of the container")
                    @Parameter(
                            names = {"-f", "--from"},
                            absentValue = "")
                    String from,
            @Descriptor("id or symbolic name of each bundle") String... names) {
        if (from.isEmpty()) {
            return each(session, "update", "updated", names, bundle -> update(bundle, null));
        }
        if (names.length != 1) {
            throw new SkepException(
                    ShellError.COMMAND, "update takes one bundle together with --from, not " + names.length + ".");
        }
        return each(session, "update --from " + from, "updated", names, bundle -> updateFrom(bundle, from));
    }

    private static void update(Bundle bundle, InputStream jar) throws BundleException {
        boolean ran = bundle.getState() == Bundle.ACTIVE;
        bundle.update(jar);
        if (ran && bundle.getState() != Bundle.ACTIVE) {
            bundle.start();
        }
    }

    private static void updateFrom(Bundle bundle, String from) throws BundleException {
        byte[] jar = read(bundle, from);
        String name = symbolicName(jar);
        if (!name.equals(bundle.getSymbolicName())) {
            throw notUpdated(
                    bundle,
                    name.isEmpty() ? from + " is no bundle" : from + " is the bundle " + name + ", another one");
        }
        update(bundle, new ByteArrayInputStream(jar));
    }

    private static byte[] read(Bundle bundle, String from) {
        try (InputStream in = from.contains(":")
                ? URI.create(from).toURL().openStream()
                : Files.newInputStream(Path.of(from).toAbsolutePath())) {
            byte[] jar = in.readNBytes(MOST_BYTES + 1);
            if (jar.length > MOST_BYTES) {
                throw notUpdated(bundle, from + " is larger than " + (MOST_BYTES >> 20) + " MiB");
            }
            return jar;
        } catch (IOException | IllegalArgumentException e) {
            throw notUpdated(bundle, from + " cannot be read (" + e + ")");
        }
    }

    private static String symbolicName(byte[] jar) {
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
            Manifest manifest = in.getManifest();
            String header =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            return header == null ? "" : header.split(";", 2)[0].strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static SkepException notUpdated(Bundle bundle, String why) {
        return new SkepException(
                ShellError.NO_BUNDLE, "The bundle " + bundle.getSymbolicName() + " was not updated: " + why + ".");
    }

    @Descriptor("uninstalls bundles; sends to an uninstalled module fail")
    public List<BundleLine> uninstall(
            CommandSession session, @Descriptor("id or symbolic name of each bundle") String... names) {
        return each(session, "uninstall", "uninstalled", names, Bundle::uninstall);
    }

    /** A change of one bundle. */
    private interface Change {
        void make(Bundle bundle) throws BundleException;
    }

    private List<BundleLine> each(CommandSession session, String command, String doing, String[] names, Change change) {
        List<BundleLine> changed = new ArrayList<>();
        for (Bundle bundle : bundles.get(names)) {
            Audit.record(session, command, bundle.getSymbolicName() + " " + bundle.getVersion());
            try {
                change.make(bundle);
            } catch (BundleException e) {
                throw Bundles.failure(doing, bundle, e);
            }
            changed.add(BundleLine.of(bundle));
        }
        return changed;
    }

    @Descriptor(
            "wires bundles, and all that depend on them, anew; without a name those that were updated or uninstalled")
    public List<BundleLine> refresh(
            CommandSession session, @Descriptor("id or symbolic name of each bundle") String... names)
            throws InterruptedException {
        List<Bundle> chosen = bundles.get(names);
        Audit.record(session, "refresh", Arrays.toString(names));
        Refresh refresh = new Refresh(context.getBundle(0).adapt(FrameworkWiring.class), chosen);
        return refresh.run().stream().map(BundleLine::of).toList();
    }

    @Descriptor("shows the manifest of a bundle")
    public Map<String, String> headers(@Descriptor("id or symbolic name of the bundle") String name) {
        Bundle bundle = bundles.get(name);
        Map<String, String> headers = new TreeMap<>();
        Collections.list(bundle.getHeaders("").keys())
                .forEach(key -> headers.put(key, bundle.getHeaders("").get(key)));
        return headers;
    }
}
