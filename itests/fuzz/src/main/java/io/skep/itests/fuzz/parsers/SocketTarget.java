package io.skep.itests.fuzz.parsers;

import io.skep.beehive.socket.internal.SocketDoor;
import io.skep.common.model.Contents;
import io.skep.common.model.MessageCodec;
import io.skep.common.model.RoutedMessage;
import io.skep.itests.fuzz.Finding;
import io.skep.itests.fuzz.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Packets of the unix sockets: the message with its destination, and the list of modules that it may hold. */
public final class SocketTarget implements Target {

    private static final int MOST_MODULES = 256;

    @Override
    public String name() {
        return "socket";
    }

    @Override
    public void run(byte[] input) {
        RoutedMessage routed;
        try {
            routed = MessageCodec.readRouted(input);
        } catch (IOException e) {
            return;
        }
        var content = Contents.tree(routed.message());
        Map<String, String> groups = SocketDoor.groups(content);
        Finding.unless(groups.size() <= MOST_MODULES, groups.size() + " modules");
        Finding.unless(groups.keySet().stream().allMatch(SocketDoor::isName), "a module without a proper name");
        Finding.unless(groups.values().stream().allMatch(SocketDoor::isName), "a group without a proper name");
        Finding.unless(groups.equals(SocketDoor.again(content)), "modules change when they are written");
    }

    @Override
    public List<byte[]> seeds() {
        String head =
                "{\"header\":{\"msg_id\":\"a\",\"sync\":true,\"type\":\"unixpacket\"},\"route\":{\"source\":\"s\","
                        + "\"destination\":\"d\",\"operation\":\"add\",\"resource\":\"module\"},\"content\":";
        Stream<byte[]> lists = Stream.of(
                        "{\"modules\":[\"a\",\"b-c\"],\"groups\":{\"g\":[\"a\"],\"h\":[\"b-c\",\"x\"]}}",
                        "{\"modules\":[1,null,{},[]],\"groups\":[{}]}",
                        "{\"modules\":{\"a\":\"b\"},\"groups\":{\"g\":{\"a\":\"a\"},\"~/\":[\"a\"]}}",
                        "\"{\\\"modules\\\":[\\\"a\\\"]}\"")
                .map(content -> Seeds.bytes(head + content + "}"));
        return Stream.concat(lists, Seeds.messages().stream()).toList();
    }
}
