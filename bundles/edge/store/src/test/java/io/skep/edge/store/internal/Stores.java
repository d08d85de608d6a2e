package io.skep.edge.store.internal;

import io.skep.beehive.api.Message;
import io.skep.edge.store.internal.Database.OutboxLimits;
import java.nio.file.Path;

/** What the tests of the store open. */
final class Stores {

    static final OutboxLimits ROOMY = new OutboxLimits(1000, 1 << 20);

    private Stores() {}

    static Database open(Path folder) {
        return new Database(folder.resolve("edgecore.db"), ROOMY);
    }

    static Message message(String resource) {
        return Message.of("edged", "meta", "patch", resource, "{\"status\":1}");
    }
}
