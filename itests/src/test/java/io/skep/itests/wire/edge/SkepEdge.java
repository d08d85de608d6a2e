package io.skep.itests.wire.edge;

import io.skep.beehive.testkit.Probe;
import io.skep.beehive.testkit.TestBus;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.CertificateFiles;
import io.skep.common.pki.EdgeEnrollment.Enrolled;
import io.skep.common.pki.Subject;
import io.skep.common.transport.Links;
import io.skep.edge.edgehub.internal.EdgeHubModule;
import io.skep.edge.edgehub.internal.HubSettings;
import io.skep.edge.metamanager.internal.MetaManagerModule;
import io.skep.edge.metamanager.internal.MetaSettings;
import io.skep.edge.store.MetaChange;
import io.skep.edge.store.MetaStore;
import io.skep.edge.store.Outbox;
import io.skep.edge.store.internal.Database;
import io.skep.edge.store.internal.SqliteMetaStore;
import io.skep.edge.store.internal.SqliteOutbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Our edgehub, metamanager and store on the bus, with probes in the place of edged and the twin. */
final class SkepEdge implements AutoCloseable {

    final TestBus bus = new TestBus();
    final Probe edged = bus.probe("edged", "edged");
    final Probe twin = bus.probe("twin", "twin");
    final Probe eventbus = bus.probe("eventbus", "bus");
    final Probe metaserver = bus.probe("metaserver", "metaserver");
    final MetaStore store;
    final Outbox outbox;
    private final Database database;

    SkepEdge(Path folder, String node, String server, CertificateAuthority ca, Links links) {
        CertificateFiles files =
                new CertificateFiles(folder.resolve("ca.crt"), folder.resolve("edge.crt"), folder.resolve("edge.key"));
        files.save(new Enrolled(ca.certificate(), ca.issueClient(Subject.node(node), Duration.ofDays(1))));
        database = Database.open(folder.resolve("edgecore.db"));
        store = new SqliteMetaStore(database);
        askNothing();
        outbox = new SqliteOutbox(database);
        HubSettings settings = new HubSettings(
                node,
                "e632aba927ea4ac2b575ec1603d56f10",
                server,
                "https://" + server,
                files,
                false,
                true,
                Duration.ofHours(1),
                Duration.ofSeconds(10),
                1000,
                1000);
        bus.start("websocket", "hub", new EdgeHubModule(settings, folder.resolve("bootstrap.conf"), links, outbox));
        bus.start(
                "metamanager",
                "meta",
                new MetaManagerModule(
                        new MetaSettings("hub", "websocket", Duration.ofSeconds(60)),
                        store,
                        outbox,
                        InstantSource.system()));
    }

    /** The scripted cloud speaks through Skep's link, so that the edge would ask it for everything; a Go cloud is not asked. */
    private void askNothing() {
        try {
            store.apply(List.of(new MetaChange.Complete()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        bus.close();
        database.close();
    }
}
