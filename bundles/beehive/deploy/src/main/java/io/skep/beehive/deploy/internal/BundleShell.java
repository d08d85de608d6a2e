package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.osgi.service.component.annotations.Reference;

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

    private final BundleContext context;
    private final Bundles bundles;
    private final Deployment deployment;

    @Activate
    public BundleShell(BundleContext context, @Reference Deployment deployment) {
        this.context = context;
        this.bundles = new Bundles(context);
        this.deployment = deployment;
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
                    DeployError.NO_BUNDLE, "The bundle " + path + " cannot be installed: there is no such file.");
        }
        try {
            StoredJar jar = deployment.take(location);
            return deployment.install(path == null ? location : path.toUri().toString(), jar);
        } catch (BundleException | IOException e) {
            throw new SkepException(
                    DeployError.NO_BUNDLE, location + " cannot be installed: " + Reasons.of(e) + ".", e);
        }
    }

    @Descriptor("starts bundles")
    public List<BundleLine> start(
            CommandSession session, @Descriptor("id or symbolic name of each bundle") String... names) {
        return each(session, "start", "started", names, bundle -> deployment.simply(bundle, Bundle::start));
    }

    @Descriptor("stops bundles; the mailbox of a stopped module waits for its next start")
    public List<BundleLine> stop(
            CommandSession session, @Descriptor("id or symbolic name of each bundle") String... names) {
        return each(session, "stop", "stopped", names, bundle -> deployment.simply(bundle, Bundle::stop));
    }

    @Descriptor(
            "reads bundles again from where they were installed from; the old version comes back if the new one fails")
    public List<BundleLine> update(
            CommandSession session,
            @Descriptor("path or URL of the jar to take instead, for one bundle")
                    @Parameter(
                            names = {"-f", "--from"},
                            absentValue = "")
                    String from,
            @Descriptor("takes an older version too")
                    @Parameter(
                            names = {"--force"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean force,
            @Descriptor("id or symbolic name of each bundle") String... names) {
        if (!from.isEmpty() && names.length != 1) {
            throw new IllegalArgumentException("update takes one bundle together with --from, not " + names.length);
        }
        String command = "update" + (from.isEmpty() ? "" : " --from " + from) + (force ? " --force" : "");
        return each(session, command, "updated", names, bundle -> update(bundle, from, force));
    }

    private void update(Bundle bundle, String from, boolean force) throws BundleException {
        String location = from.isEmpty() ? location(bundle) : from;
        try {
            deployment.update(bundle, deployment.take(location), force, false);
        } catch (IOException e) {
            throw new SkepException(
                    DeployError.NO_BUNDLE,
                    "The bundle " + bundle.getSymbolicName() + " was not updated: " + location + " cannot be read ("
                            + Reasons.of(e) + ").",
                    e);
        }
    }

    private static String location(Bundle bundle) {
        String header = bundle.getHeaders("").get(Constants.BUNDLE_UPDATELOCATION);
        return header == null ? bundle.getLocation() : header;
    }

    @Descriptor("uninstalls bundles; sends to an uninstalled module fail")
    public List<BundleLine> uninstall(
            CommandSession session, @Descriptor("id or symbolic name of each bundle") String... names) {
        return each(session, "uninstall", "uninstalled", names, bundle -> deployment.simply(bundle, Bundle::uninstall));
    }

    private List<BundleLine> each(
            CommandSession session, String command, String doing, String[] names, Deployment.Step change) {
        List<BundleLine> changed = new ArrayList<>();
        for (Bundle bundle : bundles.get(names)) {
            Audit.record(session, command, bundle.getSymbolicName() + " " + bundle.getVersion());
            try {
                change.take(bundle);
            } catch (BundleException e) {
                throw new SkepException(
                        DeployError.BUNDLE_FAILED,
                        "The bundle " + bundle.getSymbolicName() + " could not be " + doing + ": " + Reasons.of(e)
                                + ".",
                        e);
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
