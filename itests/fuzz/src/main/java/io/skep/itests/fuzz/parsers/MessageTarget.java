package io.skep.itests.fuzz.parsers;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.Message;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.common.model.MessageCodec;
import io.skep.common.model.RoutedMessage;
import io.skep.itests.fuzz.Finding;
import io.skep.itests.fuzz.Target;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * The JSON of a message, as both hubs and the unix sockets read it. What is refused is refused with an {@link IOException}; what is read is the same
 * from a stream and from bytes, and the same again after it was written, and its content is what a plain reading of the JSON says.
 */
public final class MessageTarget implements Target {

    @Override
    public String name() {
        return "message";
    }

    @Override
    public void run(byte[] input) throws IOException {
        Message read;
        try {
            read = MessageCodec.read(input);
        } catch (IOException e) {
            return;
        }
        Finding.unless(
                read.equals(MessageCodec.read(new ByteArrayInputStream(input))), "a stream is read as another message");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MessageCodec.write(read, out);
        Finding.unless(
                Same.message(read, MessageCodec.read(out.toByteArray())), "what is written is read as another message");
        JsonNode tree = Contents.tree(read);
        Finding.unless(tree != null && Contents.text(read) != null, "the content has no tree or text");
        asPlainJson(read, out.toByteArray());
        routed(input, read);
    }

    private static void asPlainJson(Message read, byte[] written) throws IOException {
        JsonNode plain = Json.parse(written);
        Finding.unless(plain.path("header").path("msg_id").asText().equals(read.id()), "msg_id");
        Finding.unless(plain.path("header").path("parent_msg_id").asText().equals(read.parentId()), "parent_msg_id");
        Finding.unless(plain.path("header").path("timestamp").asLong() == read.timestamp(), "timestamp");
        Finding.unless(plain.path("route").path("resource").asText().equals(read.resource()), "resource");
        Finding.unless(Same.value(plain.path("content"), Json.tree(read.content())), "content");
    }

    private static void routed(byte[] input, Message read) throws IOException {
        RoutedMessage routed = MessageCodec.readRouted(input);
        Finding.unless(routed.message().withSync(false).equals(read), "a routed message is read as another one");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MessageCodec.write(routed, out);
        RoutedMessage again = MessageCodec.readRouted(out.toByteArray());
        Finding.unless(
                Same.message(routed.message(), again.message())
                        && routed.type().equals(again.type())
                        && routed.destination().equals(again.destination()),
                "a routed message changes when it is written");
    }

    @Override
    public List<byte[]> seeds() {
        return Seeds.messages();
    }
}
