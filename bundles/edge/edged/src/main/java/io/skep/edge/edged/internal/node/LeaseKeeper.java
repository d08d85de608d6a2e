package io.skep.edge.edged.internal.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Json;
import io.skep.common.model.KubeObject;
import io.skep.edge.edged.internal.Answer;
import io.skep.edge.edged.internal.MetaCalls;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the node's lease at a quarter of its life; it is made once the node's uid is known. One thread calls {@link #pass}. */
public final class LeaseKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final String NAMESPACE = "kube-node-lease";
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final NodeSettings settings;
    private final MetaCalls meta;
    private final Supplier<String> nodeUid;
    private final InstantSource clock;
    private final String resource;
    private Optional<ObjectNode> lease = Optional.empty();

    public LeaseKeeper(NodeSettings settings, MetaCalls meta, Supplier<String> nodeUid, InstantSource clock) {
        this.settings = settings;
        this.meta = meta;
        this.nodeUid = nodeUid;
        this.clock = clock;
        this.resource = NAMESPACE + "/lease/" + settings.name();
    }

    /** Renews once. Returns how long to wait before the next time. */
    public Duration pass() throws InterruptedException {
        if (nodeUid.get().isEmpty()) {
            return NodeKeeper.RETRY;
        }
        if (lease.isEmpty() && !find()) {
            return NodeKeeper.RETRY;
        }
        return lease.isEmpty() ? write(Operations.INSERT, create()) : write(Operations.UPDATE, renewed(lease.get()));
    }

    /** False when nobody knows whether there is one. */
    private boolean find() throws InterruptedException {
        return switch (meta.query(resource)) {
            case Answer.Found(ObjectNode found, boolean fromStore)
            when !fromStore -> {
                lease = Optional.of(found);
                yield true;
            }
            case Answer.Missing(boolean fromStore, String message) -> !fromStore;
            case Answer.Found found -> false;
            case Answer.Refused refused -> false;
            case Answer.Failed failed -> false;
        };
    }

    private Duration write(String operation, ObjectNode wanted) throws InterruptedException {
        lease = Optional.empty();
        return switch (meta.ask(operation, resource, wanted)) {
            case Answer.Found(JsonNode written, boolean fromStore) -> {
                lease = Optional.of(written instanceof ObjectNode object && object.has("metadata") ? object : wanted);
                yield settings.lease().dividedBy(4);
            }
            case Answer.Refused(String reason, String message) -> {
                LOG.debug("lease of node {} not written: {} {}", settings.name(), reason, message);
                yield NodeKeeper.RETRY;
            }
            case Answer.Missing(boolean fromStore, String message) -> NodeKeeper.RETRY;
            case Answer.Failed(String message) -> NodeKeeper.RETRY;
        };
    }

    private ObjectNode create() {
        ObjectNode wanted = Json.object();
        wanted.putObject("metadata").put("name", settings.name()).put("namespace", NAMESPACE);
        return renewed(wanted);
    }

    private ObjectNode renewed(ObjectNode old) {
        ObjectNode wanted = old.deepCopy();
        ObjectNode owner = Json.object();
        owner.put("apiVersion", "v1").put("kind", "Node");
        owner.put("name", settings.name()).put("uid", nodeUid.get());
        KubeObject.metadata(wanted).putArray("ownerReferences").add(owner);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        wanted.withObjectProperty("spec")
                .put("holderIdentity", settings.name())
                .put("leaseDurationSeconds", settings.lease().toSeconds())
                .put("renewTime", MICROS.format(now));
        return wanted;
    }
}
