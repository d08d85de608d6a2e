package io.skep.itests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.Json;
import io.skep.common.model.MessageCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every frame that the Go peers wrote is read and written again equal as a JSON value. */
class RecordedFramesIT {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01-bootstrap",
                "02-node-steady-state",
                "02b-node-restart-delete",
                "03-pod-lifecycle",
                "04-config-update-delete",
                "04b-large-messages",
                "05-offline-resync",
                "06-device",
                "07-router",
                "08-metaserver",
                "08b-metaserver-write",
                "09a-same-node-name",
                "09d-ack-retry",
                "09e-missing-configmap"
            })
    void readsAndWritesEqualJson(String name) throws IOException {
        Recording recording = Recording.read(name);
        assertThat(recording.messages()).isNotEmpty();
        for (Recording.Entry entry : recording.messages()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            MessageCodec.write(entry.message(), out);
            String written = out.toString(StandardCharsets.UTF_8);
            assertThat(written).endsWith("}\n");
            JsonNode before = Json.parse(entry.raw());
            assertThat(Json.parse(written))
                    .as("%s record %d", name, entry.line())
                    .isEqualTo(before);
        }
    }
}
