package io.skep.edge.edgehub.internal;

import static org.osgi.service.component.annotations.ConfigurationPolicy.REQUIRE;

import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import io.skep.common.pki.EdgeEnrollment;
import io.skep.common.pki.EdgeEnrollment.Enrolled;
import io.skep.common.transport.Links;
import io.skep.edge.store.Outbox;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** Connects the edge's modules with the cloud (KubeEdge's EdgeHub). */
@BeehiveModule(name = "websocket", group = "hub")
@Component(
        service = {Module.class, EdgeHubModule.class},
        configurationPid = "io.skep.edge.edgehub",
        configurationPolicy = REQUIRE)
@Designate(ocd = EdgeHubConfig.class)
public final class EdgeHubModule implements Module {

    /** Framework property with the path of edgecore.yaml. */
    private static final String YAML = "skep.config";

    private final EdgeHub hub;
    private final Lanes lanes;
    private final Outbox outbox;
    private final Optional<Path> yaml;
    private final SecureRandom random = new SecureRandom();
    private volatile TokenSource tokens;

    @Activate
    public EdgeHubModule(
            EdgeHubConfig config,
            BundleContext bundles,
            @Reference(target = "(skep.lane=websocket)") Links links,
            @Reference Outbox outbox) {
        this(
                HubSettings.of(config),
                new TokenSource(Path.of(config.bootstrapFile()), config._token(), yaml(bundles)),
                yaml(bundles),
                new Lanes(links, bundles),
                outbox);
    }

    /** The same without a framework. */
    public EdgeHubModule(HubSettings settings, Path bootstrapFile, Links links, Outbox outbox) {
        this(
                settings,
                new TokenSource(bootstrapFile, "", Optional.empty()),
                Optional.empty(),
                new Lanes(links, null),
                outbox);
    }

    private EdgeHubModule(HubSettings settings, TokenSource tokens, Optional<Path> yaml, Lanes lanes, Outbox outbox) {
        this.tokens = tokens;
        this.outbox = outbox;
        this.yaml = yaml;
        this.lanes = lanes;
        lanes.choose(settings);
        this.hub = new EdgeHub(settings, lanes, this::identity, outbox, InstantSource.system(), random);
    }

    private static Optional<Path> yaml(BundleContext bundles) {
        return Optional.ofNullable(bundles.getProperty(YAML)).map(Path::of);
    }

    /** The QUIC lane is there; nothing of it is loaded before it is dialled. */
    @Reference(
            target = "(skep.lane=quic)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindQuic(ServiceReference<Links> quic) {
        lanes.offer(quic);
    }

    void unbindQuic(ServiceReference<Links> quic) {
        lanes.withdraw(quic);
    }

    /** Takes a changed configuration without a new start of the module. */
    @Modified
    void modified(EdgeHubConfig changed) {
        tokens = new TokenSource(Path.of(changed.bootstrapFile()), changed._token(), yaml);
        apply(HubSettings.of(changed));
    }

    void apply(HubSettings changed) {
        lanes.choose(changed);
        hub.apply(changed);
    }

    @Override
    public void run(ModuleContext context) {
        hub.run(context);
    }

    EdgeHub.Status status() {
        return hub.status();
    }

    int outboxSize() throws InterruptedException {
        return outbox.size();
    }

    long outboxLeftOut() {
        return outbox.evicted();
    }

    private EdgeIdentity identity(HubSettings settings) {
        return new EdgeIdentity(settings.files(), tokens, enroller(settings), InstantSource.system(), random);
    }

    private EdgeIdentity.Enroller enroller(HubSettings settings) {
        EdgeEnrollment enrollment = new EdgeEnrollment(
                URI.create(settings.httpServer()),
                settings.nodeName(),
                EdgeEnrollment.TIMEOUT,
                InstantSource.system(),
                random);
        return new EdgeIdentity.Enroller() {
            @Override
            public Enrolled bootstrap(String token) throws InterruptedException {
                return enrollment.bootstrap(token);
            }

            @Override
            public Enrolled rotate(Enrolled present) throws InterruptedException {
                return enrollment.rotate(present);
            }
        };
    }
}
