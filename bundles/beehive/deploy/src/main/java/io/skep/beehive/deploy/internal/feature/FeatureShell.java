package io.skep.beehive.deploy.internal.feature;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.Audit;
import io.skep.beehive.deploy.internal.Deployment;
import io.skep.beehive.deploy.internal.feature.FeaturePlan.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commands of features, which are named lists of bundles. */
@Component(
        service = FeatureShell.class,
        property = {
            "osgi.command.scope=feature",
            "osgi.command.function=list",
            "osgi.command.function=info",
            "osgi.command.function=install",
            "osgi.command.function=uninstall",
            "osgi.command.function=update"
        })
public final class FeatureShell {

    private static final String DRY = "shows the plan and changes nothing";

    private final BundleContext context;
    private final Features features;

    @Activate
    public FeatureShell(BundleContext context, @Reference Deployment deployment) {
        this(context, FeatureFolders.of(context).features(context, deployment));
    }

    FeatureShell(BundleContext context, Features features) {
        this.context = context;
        this.features = features;
    }

    /** A line of {@code feature:list}. */
    record FeatureLine(String name, String state, String version, int bundles, String title) {}

    /** One step of a plan. */
    record StepLine(String step, String bundle, String version, String feature) {

        static StepLine of(Step step) {
            return new StepLine(
                    step.kind().name().toLowerCase(Locale.ROOT),
                    step.entry().artifact(),
                    step.entry().version(),
                    step.offer().name());
        }
    }

    @Descriptor("lists the features that are installed or can be")
    public List<FeatureLine> list() {
        Map<String, Feature> known = new TreeMap<>();
        features.all().forEach(offer -> known.put(offer.name(), offer.feature()));
        Map<String, Feature> installed = features.installed();
        known.putAll(installed);
        return known.values().stream()
                .map(feature -> new FeatureLine(
                        feature.name(),
                        state(feature, installed),
                        feature.version(),
                        feature.bundles().size(),
                        feature.title()))
                .toList();
    }

    private String state(Feature feature, Map<String, Feature> installed) {
        if (!installed.containsKey(feature.name())) {
            return "available";
        }
        boolean whole = feature.bundles().stream().allMatch(entry -> context.getBundle(entry.location()) != null);
        return whole ? "installed" : "partly";
    }

    @Descriptor("shows one feature and its bundles")
    public Map<String, Object> info(@Descriptor("name of the feature") String name) {
        Map<String, Feature> installed = features.installed();
        Feature feature = installed.containsKey(name)
                ? installed.get(name)
                : features.all().stream()
                        .filter(offer -> offer.name().equals(name))
                        .map(Offer::feature)
                        .findFirst()
                        .orElseThrow(
                                () -> new SkepException(FeatureError.UNKNOWN, "There is no feature " + name + "."));
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", feature.name());
        shown.put("id", feature.id());
        shown.put("title", feature.title());
        shown.put("state", state(feature, installed));
        shown.put("requires", String.join(", ", feature.requires()));
        shown.put(
                "required by",
                String.join(
                        ", ",
                        installed.values().stream()
                                .filter(other -> other.requires().contains(name))
                                .map(Feature::name)
                                .toList()));
        shown.put("modules", String.join(", ", feature.modules()));
        feature.bundles().forEach(entry -> shown.put(entry.artifact(), describe(entry)));
        return shown;
    }

    private String describe(Feature.Entry entry) {
        Bundle bundle = context.getBundle(entry.location());
        String state = bundle == null
                ? "not installed"
                : bundle.getVersion() + (bundle.getState() == Bundle.ACTIVE ? " active" : " not active");
        return "level " + entry.startOrder() + ", " + state;
    }

    @Descriptor("installs features and what they require, all or nothing")
    public Object install(
            CommandSession session,
            @Descriptor(DRY)
                    @Parameter(
                            names = {"-n", "--dry-run"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean dry,
            @Descriptor("name of each feature, or path or URL of a feature file with its jars beside it")
                    String... names)
            throws Exception {
        List<String> wanted = some(names);
        audit(session, "feature:install", wanted, dry);
        return shown(features.apply(planner -> planner.install(wanted), false, dry));
    }

    @Descriptor("uninstalls features; a bundle that another feature needs stays")
    public Object uninstall(
            CommandSession session,
            @Descriptor(DRY)
                    @Parameter(
                            names = {"-n", "--dry-run"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean dry,
            @Descriptor("uninstalls also what another installed feature requires, if all bundles work without it")
                    @Parameter(
                            names = {"--force"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean force,
            @Descriptor("name of each feature") String... names)
            throws Exception {
        List<String> wanted = some(names);
        audit(session, force ? "feature:uninstall --force" : "feature:uninstall", wanted, dry);
        return shown(features.apply(planner -> planner.uninstall(wanted, force), force, dry));
    }

    @Descriptor("brings features to what their files say now, all or nothing; without a name all that are installed")
    public Object update(
            CommandSession session,
            @Descriptor(DRY)
                    @Parameter(
                            names = {"-n", "--dry-run"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean dry,
            @Descriptor("takes older versions too, and puts back bundles that run in another version")
                    @Parameter(
                            names = {"--force"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean force,
            @Descriptor("name of each feature, or path or URL of its new feature file") String... names)
            throws Exception {
        List<String> wanted = List.of(names);
        audit(session, force ? "feature:update --force" : "feature:update", wanted, dry);
        return shown(features.apply(planner -> planner.update(wanted, force), force, dry));
    }

    private static List<String> some(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("it needs the name of a feature");
        }
        return Stream.of(names).distinct().toList();
    }

    private static void audit(CommandSession session, String command, List<String> names, boolean dry) {
        if (!dry) {
            Audit.record(session, command, names);
        }
    }

    private static Object shown(FeaturePlan plan) {
        if (plan.changesNothing()) {
            return "no bundle has to be changed";
        }
        List<StepLine> lines = new ArrayList<>();
        for (FeaturePlan.Kind kind : FeaturePlan.Kind.values()) {
            plan.steps(kind).forEach(step -> lines.add(StepLine.of(step)));
        }
        return lines;
    }
}
