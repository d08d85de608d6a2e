package io.skep.cloud.cloudhub.internal;

import io.skep.beehive.api.BeehiveModule;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import io.skep.cloud.cloudhub.internal.security.Refusals;
import io.skep.cloud.cloudhub.internal.session.Counts;
import io.skep.cloud.cloudhub.internal.session.NodeSession;
import io.skep.cloud.kube.KubeClient;
import io.skep.common.http.HttpServers;
import io.skep.common.transport.Links;
import io.skep.common.transport.spi.OptionalLane;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** The cloud's end of the link: edges enrol and connect here, messages pass both ways, and what they acknowledge is recorded. */
@BeehiveModule(name = "cloudhub", group = "cloudhub")
@Component(
        service = {Module.class, CloudHubModule.class},
        configurationPid = "io.skep.cloud.cloudhub",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = CloudHubConfig.class)
public final class CloudHubModule implements Module {

    private final HubSettings settings;
    private final KubeClient kube;
    private final Links links;
    private final HttpServers https;
    private final Refusals refusals = new Refusals(InstantSource.system());
    private final Counts counts = new Counts();
    private final Optional<BundleContext> bundles;
    private final OptionalLane quic = new OptionalLane();
    private volatile Hub hub;

    @Activate
    public CloudHubModule(
            CloudHubConfig config,
            BundleContext bundles,
            @Reference KubeClient kube,
            @Reference(target = "(skep.lane=websocket)") Links links,
            @Reference HttpServers https) {
        this(HubSettings.of(config), kube, links, https, Optional.of(bundles));
    }

    CloudHubModule(HubSettings settings, KubeClient kube, Links links, HttpServers https) {
        this(settings, kube, links, https, Optional.empty());
    }

    private CloudHubModule(
            HubSettings settings, KubeClient kube, Links links, HttpServers https, Optional<BundleContext> bundles) {
        this.bundles = bundles;
        this.settings = settings;
        this.kube = kube;
        this.links = links;
        this.https = https;
    }

    /** The QUIC lane is there; nothing of it is loaded unless it is enabled. */
    @Reference(
            target = "(skep.lane=quic)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindQuic(ServiceReference<Links> lane) {
        bundles.ifPresent(all -> quic.offer(lane, () -> all.getService(lane), () -> all.ungetService(lane)));
    }

    void unbindQuic(ServiceReference<Links> lane) {
        quic.withdraw(lane);
    }

    @Override
    public void run(ModuleContext context) {
        context.fork("work", () -> work(context));
    }

    /** On a thread that is interrupted at once when the module stops: the API may be away for long. */
    private void work(ModuleContext context) throws InterruptedException {
        try (Hub open =
                new Hub(settings, kube, context, refusals, counts, InstantSource.system(), new SecureRandom())) {
            open.start(links, quic, https);
            hub = open;
            open.carry();
        } finally {
            hub = null;
        }
    }

    /** The connected edges now. */
    List<NodeSession.Row> nodes() {
        Hub open = hub;
        return open == null ? List.of() : open.nodes();
    }

    /** What was refused to peers. */
    Refusals refusals() {
        return refusals;
    }

    /** The join tokens; empty until the hub has reached the API. */
    Optional<JoinTokens> tokens() {
        return Optional.ofNullable(hub).flatMap(Hub::tokens);
    }

    /** What has happened since this module was made. */
    Counts counts() {
        return counts;
    }

    /** A figure of the hub now, 0 while it does not run. */
    int measure(ToIntFunction<Hub> figure) {
        Hub open = hub;
        return open == null ? 0 : figure.applyAsInt(open);
    }

    /** Port that edges connect to, 0 while the hub does not listen. */
    int linkPort() {
        Hub open = hub;
        return open == null ? 0 : open.linkPort();
    }

    /** UDP port that Skep edges connect to, 0 while the hub does not listen there. */
    int quicPort() {
        Hub open = hub;
        return open == null ? 0 : open.quicPort();
    }

    /** Port of the certificate endpoint, 0 while the hub does not listen. */
    int httpsPort() {
        Hub open = hub;
        return open == null ? 0 : open.httpsPort();
    }
}
