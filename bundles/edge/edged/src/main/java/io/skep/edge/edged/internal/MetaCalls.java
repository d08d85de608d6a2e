package io.skep.edge.edged.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.ModuleContext;
import io.skep.beehive.api.Operations;
import io.skep.common.model.Contents;
import io.skep.common.model.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** edged's only way to the outside: messages to the metamanager. */
public final class MetaCalls {

    private static final String TARGET = "metamanager";
    private static final Duration TIMEOUT = Duration.ofSeconds(65);

    private final ModuleContext context;

    public MetaCalls(ModuleContext context) {
        this.context = context;
    }

    /** Asks and waits. */
    public Answer ask(String operation, String resource, Object content) throws InterruptedException {
        try {
            return Answer.of(context.sendSync(TARGET, message(operation, resource, content), TIMEOUT));
        } catch (BusException e) {
            return new Answer.Failed(e.getMessage());
        }
    }

    public Answer query(String resource) throws InterruptedException {
        return ask(Operations.QUERY, resource, null);
    }

    /** All objects of a type in the edge's own store; throws when the store does not answer. */
    public List<JsonNode> stored(String resource) throws InterruptedException {
        Message answer = context.sendSync(TARGET, message(Operations.QUERY, resource, null), TIMEOUT);
        if (answer.operation().equals(Operations.ERROR)) {
            throw new IllegalStateException(Contents.text(answer));
        }
        List<JsonNode> objects = new ArrayList<>();
        for (JsonNode row : Contents.tree(answer)) {
            try {
                objects.add(row.isTextual() ? Json.parse(row.textValue()) : row);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a stored object of " + resource + " is no JSON", e);
            }
        }
        return objects;
    }

    /** Sends what the metamanager keeps until the cloud has it. */
    public void report(String operation, String resource, Object content) throws InterruptedException {
        context.send(TARGET, message(operation, resource, content));
    }

    private static Message message(String operation, String resource, Object content) {
        return Message.of("edged", "meta", operation, resource, content);
    }
}
