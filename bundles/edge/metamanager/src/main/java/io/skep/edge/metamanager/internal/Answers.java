package io.skep.edge.metamanager.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.MessageId;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import io.skep.edge.store.MetaRow;
import java.util.List;
import java.util.Optional;

/** The forms that answers have. */
final class Answers {

    static final String NAME = "metamanager";

    private Answers() {}

    /** From the store: a JSON array of strings, each one an object. */
    static Message fromStore(Message request, List<MetaRow> rows) {
        ArrayNode values = Json.MAPPER.createArrayNode();
        rows.forEach(row -> values.add(row.value()));
        return request.response(values).withRoute(NAME, request.group());
    }

    /** What the cloud said, to the one who asked. */
    static Message relay(Message request, Message answer) {
        return answer.withId(MessageId.next()).withParentId(request.id()).withSync(false);
    }

    /** The acknowledgement of a message from the cloud. */
    static Message acknowledge(Message message) {
        return message.response("OK");
    }

    /** To a module that waits. */
    static Message error(Message request, String text) {
        return request.error(NAME, text);
    }

    /** To the cloud: no acknowledgement, so that it sends the message again. As from a Go edge it names no parent. */
    static Message refusal(Message pushed, String text) {
        return pushed.error(NAME, text).withParentId(pushed.parentId());
    }

    /**
     * The object in an answer that is worth keeping: not {@code "OK"}, not an error, the {@code Object} of {@code {"Object","Err"}}, else the content.
     */
    static Optional<JsonNode> object(Message answer) {
        JsonNode content = Contents.tree(answer);
        if (answer.operation().equals(Operations.ERROR) || !content.isObject() || content.has("ErrStatus")) {
            return Optional.empty();
        }
        if (isResult(content)) {
            return content.hasNonNull("Err")
                    ? Optional.empty()
                    : Optional.of(content.path("Object")).filter(JsonNode::isObject);
        }
        return Optional.of(content);
    }

    /** True for {@code {"Object":..,"Err":..}}. */
    static boolean isResult(JsonNode content) {
        return content.has("Object") && content.has("Err");
    }
}
