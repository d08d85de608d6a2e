package io.skep.itests.fuzz.parsers;

import io.skep.beehive.api.Message;
import io.skep.cloud.cloudhub.internal.HubDoor;
import io.skep.cloud.edgecontroller.internal.EdgeControllerDoor;
import io.skep.common.model.MessageCodec;
import io.skep.common.model.ResourcePath;
import io.skep.edge.metamanager.internal.MetaManagerDoor;
import io.skep.itests.fuzz.Finding;
import io.skep.itests.fuzz.Target;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What modules make of a message, whatever it says: the hub in both directions, edgecontroller behind it, metamanager. None may fail, and a message
 * that came on the link of {@code edge-1} must never be read as a command in the name of another node.
 */
public final class RouteTarget implements Target {

    private static final String NODE = "edge-1";

    @Override
    public String name() {
        return "route";
    }

    @Override
    public void run(byte[] input) {
        Message message;
        try {
            message = MessageCodec.read(input);
        } catch (IOException e) {
            return;
        }
        paths(message.resource());
        HubDoor.down(message);
        EdgeControllerDoor.node(message);
        MetaManagerDoor.command(message);
        Optional<Message> forwarded = HubDoor.up(NODE, message);
        forwarded.ifPresent(forward -> {
            Finding.unless(forward.source().equals(message.source()), "the hub changed a source");
            Finding.unless(
                    ResourcePath.nodeOf(forward.resource()).equals(Optional.of(NODE)),
                    "the hub forwards for another node");
            EdgeControllerDoor.node(forward)
                    .ifPresent(node -> Finding.unless(node.equals(NODE), "edgecontroller acts for node " + node));
        });
    }

    private static void paths(String resource) {
        ResourcePath.parseEdge(resource)
                .ifPresent(path -> Finding.unless(same(path.edge(), resource), "the edge's path changes"));
        ResourcePath.parseCloud(resource).ifPresent(path -> {
            Finding.unless(same(path.cloud(), resource), "the cloud's path changes");
            Finding.unless(ResourcePath.nodeOf(resource).equals(Optional.of(path.node())), "the path has two nodes");
            Finding.unless(same(ResourcePath.trim(resource), path.edge()), "the node is not cut off");
        });
    }

    /** An empty name leaves its slash out. */
    private static boolean same(String written, String read) {
        return written.equals(read) || (written + "/").equals(read) || written.equals(read + "/");
    }

    @Override
    public List<byte[]> seeds() {
        return Seeds.messages();
    }
}
