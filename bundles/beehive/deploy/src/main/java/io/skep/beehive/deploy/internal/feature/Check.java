package io.skep.beehive.deploy.internal.feature;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.deploy.internal.Reasons;
import io.skep.beehive.deploy.internal.StoredJar;
import io.skep.beehive.deploy.internal.feature.FeaturePlan.Kind;
import io.skep.beehive.deploy.internal.feature.FeaturePlan.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;

/** Whether the container works when a plan is done: every bundle resolves and has the services that it needs. */
final class Check {

    private final BundleContext context;
    private final Rehearsal rehearsal;

    Check(BundleContext context, Rehearsal rehearsal) {
        this.context = context;
        this.rehearsal = rehearsal;
    }

    /** @throws SkepException {@code FIXED}, {@code UNRESOLVED} */
    void plan(FeaturePlan plan, Map<Step, StoredJar> jars) {
        if (plan.changesNothing()) {
            return;
        }
        refuseOwn(plan);
        Set<String> gone = new HashSet<>();
        plan.steps(Kind.UNINSTALL).forEach(step -> gone.add(step.location()));
        Map<String, Part> before = before();
        Map<String, Part> after = new LinkedHashMap<>(before);
        after.keySet().removeAll(gone);
        jars.forEach((step, jar) -> after.put(step.location(), part(step, jar)));
        Map<String, String> lacks =
                new LinkedHashMap<>(rehearsal.lacks(after.values(), filter -> isServed(filter, gone)));
        if (!lacks.isEmpty()) {
            rehearsal.lacks(before.values(), filter -> isServed(filter, Set.of())).keySet().stream()
                    .filter(location -> jars.keySet().stream()
                            .noneMatch(step -> step.location().equals(location)))
                    .forEach(lacks::remove);
        }
        if (!lacks.isEmpty()) {
            throw unresolved(plan, lacks, after);
        }
    }

    /** The bundles that carry out the change cannot be changed by it. */
    private void refuseOwn(FeaturePlan plan) {
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        List<String> own = new ArrayList<>();
        for (Step step : plan.steps()) {
            Bundle bundle = context.getBundle(step.location());
            if (step.kind() != Kind.INSTALL
                    && wiring.getDependencyClosure(List.of(bundle)).contains(context.getBundle())) {
                own.add(bundle.getSymbolicName());
            }
        }
        if (!own.isEmpty()) {
            throw new SkepException(
                    FeatureError.FIXED,
                    "The " + plan.subject() + " not " + plan.command() + ": the command itself runs on "
                            + String.join(", ", own) + ".");
        }
    }

    private Map<String, Part> before() {
        Map<String, Part> parts = new LinkedHashMap<>();
        for (Bundle bundle : context.getBundles()) {
            Part part = Part.of(bundle);
            if (bundle.getBundleId() != 0 && !part.extendsTheFramework()) {
                parts.put(part.location(), part);
            }
        }
        return parts;
    }

    private static Part part(Step step, StoredJar stored) {
        try (JarFile jar = new JarFile(stored.file().toFile(), false)) {
            return Part.of(step.location(), jar);
        } catch (IOException e) {
            throw new SkepException(
                    FeatureError.UNREADABLE, "The jar " + stored.file() + " cannot be read: " + Reasons.of(e) + ".", e);
        }
    }

    /** Some services are registered by code and stand in no manifest, such as those of the launcher. */
    private boolean isServed(String filter, Set<String> gone) {
        try {
            ServiceReference<?>[] services = context.getAllServiceReferences(null, filter);
            for (ServiceReference<?> service : services == null ? new ServiceReference<?>[0] : services) {
                Bundle bundle = service.getBundle();
                if (bundle != null && !gone.contains(bundle.getLocation())) {
                    return true;
                }
            }
            return false;
        } catch (InvalidSyntaxException e) {
            return false;
        }
    }

    private static SkepException unresolved(FeaturePlan plan, Map<String, String> lacks, Map<String, Part> after) {
        List<String> sentences = new ArrayList<>();
        lacks.forEach((location, why) ->
                sentences.add("the bundle " + after.get(location).symbolicName() + " would not work, " + why));
        return new SkepException(
                FeatureError.UNRESOLVED,
                "The " + plan.subject() + " not " + plan.command() + ": "
                        + String.join("; ", sentences.subList(0, Math.min(3, sentences.size()))) + ".");
    }
}
