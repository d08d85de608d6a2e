package io.skep.common.kubeapi.internal.table;

import static io.skep.common.kubeapi.internal.table.Column.AGE;
import static io.skep.common.kubeapi.internal.table.Column.NAME;
import static io.skep.common.kubeapi.internal.table.Column.count;
import static io.skep.common.kubeapi.internal.table.Column.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.skep.common.kubeapi.table.TableColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The columns of the built-in kinds, as Kubernetes 1.26 prints them. */
public final class BuiltinColumns {

    private static final String NONE = "<none>";
    private static final TableColumns PLAIN = Column.Set.of(NAME, AGE);

    private static final Map<String, TableColumns> ALL = Map.ofEntries(
            Map.entry("/Pod", new PodColumns()),
            Map.entry("/Node", NodeColumns.COLUMNS),
            Map.entry("/Event", EventColumns.COLUMNS),
            Map.entry("events.k8s.io/Event", EventColumns.COLUMNS),
            Map.entry("/Namespace", Column.Set.of(NAME, status("Status of the namespace."), AGE)),
            Map.entry(
                    "/ConfigMap",
                    Column.Set.of(
                            NAME,
                            count(
                                    "Data",
                                    "Number of entries.",
                                    map -> map.path("data").size()
                                            + map.path("binaryData").size()),
                            AGE)),
            Map.entry(
                    "/Secret",
                    Column.Set.of(
                            NAME,
                            text("Type", "What the data is for.", secret -> at(secret, "/type")),
                            count(
                                    "Data",
                                    "Number of entries.",
                                    secret -> secret.path("data").size()),
                            AGE)),
            Map.entry(
                    "/ServiceAccount",
                    Column.Set.of(
                            NAME,
                            count(
                                    "Secrets",
                                    "Number of secrets.",
                                    account -> account.path("secrets").size()),
                            AGE)),
            Map.entry(
                    "coordination.k8s.io/Lease",
                    Column.Set.of(
                            NAME,
                            text("Holder", "Who holds the lease.", lease -> at(lease, "/spec/holderIdentity")),
                            AGE)),
            Map.entry(
                    "node.k8s.io/RuntimeClass",
                    Column.Set.of(
                            NAME, text("Handler", "Name of the runtime.", runtime -> at(runtime, "/handler")), AGE)),
            Map.entry("apiextensions.k8s.io/CustomResourceDefinition", Column.Set.of(NAME, createdAt())),
            Map.entry("/PersistentVolume", volumes()),
            Map.entry("/PersistentVolumeClaim", claims()),
            Map.entry("storage.k8s.io/VolumeAttachment", attachments()));

    private BuiltinColumns() {}

    public static TableColumns of(String group, String kind) {
        return ALL.getOrDefault(group + "/" + kind, PLAIN);
    }

    static String at(ObjectNode object, String pointer) {
        return object.at(pointer).asText("");
    }

    private static Column status(String description) {
        return text("Status", description, object -> at(object, "/status/phase"));
    }

    private static Column createdAt() {
        return new Column(
                "Created At",
                "date",
                "",
                "When the definition was created.",
                0,
                (object, now) -> TextNode.valueOf(at(object, "/metadata/creationTimestamp")));
    }

    private static TableColumns volumes() {
        return Column.Set.of(
                NAME,
                text("Capacity", "Size of the volume.", volume -> at(volume, "/spec/capacity/storage")),
                text("Access Modes", "Ways to mount it.", volume -> modes(volume.at("/spec/accessModes"))),
                text(
                        "Reclaim Policy",
                        "What follows its release.",
                        volume -> at(volume, "/spec/persistentVolumeReclaimPolicy")),
                text("Status", "State of the volume.", BuiltinColumns::phaseOrTerminating),
                text("Claim", "The claim it is bound to.", volume -> {
                    JsonNode claim = volume.at("/spec/claimRef");
                    return claim.isObject()
                            ? claim.path("namespace").asText() + "/"
                                    + claim.path("name").asText()
                            : "";
                }),
                text("StorageClass", "Storage class.", volume -> at(volume, "/spec/storageClassName")),
                text("Reason", "Why it failed.", volume -> at(volume, "/status/reason")),
                AGE,
                text("VolumeMode", "Filesystem or Block.", volume -> unset(at(volume, "/spec/volumeMode")))
                        .wide());
    }

    private static TableColumns claims() {
        return Column.Set.of(
                NAME,
                text("Status", "State of the claim.", BuiltinColumns::phaseOrTerminating),
                text("Volume", "The volume it is bound to.", claim -> at(claim, "/spec/volumeName")),
                text("Capacity", "Size of the volume.", claim -> bound(claim, at(claim, "/status/capacity/storage"))),
                text(
                        "Access Modes",
                        "Ways to mount it.",
                        claim -> bound(claim, modes(claim.at("/status/accessModes")))),
                text("StorageClass", "Storage class.", claim -> at(claim, "/spec/storageClassName")),
                AGE,
                text("VolumeMode", "Filesystem or Block.", claim -> unset(at(claim, "/spec/volumeMode")))
                        .wide());
    }

    private static String bound(ObjectNode claim, String text) {
        return at(claim, "/spec/volumeName").isEmpty() ? "" : text;
    }

    private static String unset(String text) {
        return text.isEmpty() ? "<unset>" : text;
    }

    private static String phaseOrTerminating(ObjectNode object) {
        return object.path("metadata").hasNonNull("deletionTimestamp") ? "Terminating" : at(object, "/status/phase");
    }

    private static TableColumns attachments() {
        return Column.Set.of(
                NAME,
                text("Attacher", "The driver.", attachment -> at(attachment, "/spec/attacher")),
                text("PV", "The volume.", attachment -> at(attachment, "/spec/source/persistentVolumeName")),
                text("Node", "The node.", attachment -> at(attachment, "/spec/nodeName")),
                new Column(
                        "Attached",
                        "boolean",
                        "",
                        "Whether it is attached.",
                        0,
                        (attachment, now) -> BooleanNode.valueOf(
                                attachment.at("/status/attached").asBoolean())),
                AGE);
    }

    private static String modes(JsonNode modes) {
        List<String> words = new ArrayList<>();
        modes.forEach(mode -> words.add(
                switch (mode.asText()) {
                    case "ReadWriteOnce" -> "RWO";
                    case "ReadOnlyMany" -> "ROX";
                    case "ReadWriteMany" -> "RWX";
                    case "ReadWriteOncePod" -> "RWOP";
                    default -> mode.asText(NONE);
                }));
        return String.join(",", words);
    }
}
