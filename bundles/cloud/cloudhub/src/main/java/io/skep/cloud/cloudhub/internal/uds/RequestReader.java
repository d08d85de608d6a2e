package io.skep.cloud.cloudhub.internal.uds;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.SkepException;
import io.skep.common.model.Json;
import io.skep.common.model.MessageCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Reads the one message of a connection. It ends with its last brace: a driver waits for the answer and does not close its side. */
final class RequestReader {

    /** Longest request. A Go cloud cuts at 10 480 bytes. */
    static final int LONGEST = 1024 * 1024;

    private static final int CHUNK = 16 * 1024;

    private RequestReader() {}

    /**
     * @throws SkepException SKEP-522 for anything but a message, SKEP-523 beyond {@link #LONGEST}, SKEP-529 when it does not come to its end
     * @throws IOException when the connection breaks
     */
    static Message read(ReadableByteChannel channel) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try (JsonParser json = Json.MAPPER.getFactory().createNonBlockingByteArrayParser()) {
            ByteArrayFeeder feeder = (ByteArrayFeeder) json.getNonBlockingInputFeeder();
            boolean complete = false;
            while (!complete) {
                int length = channel.read(chunk.clear());
                if (length < 0) {
                    throw new SkepException(
                            UdsError.SILENT, "A request by the unix socket ended, or paused, before its last brace.");
                }
                if (read.size() + length > LONGEST) {
                    throw new SkepException(
                            UdsError.TOO_LARGE, "A request by the unix socket is longer than " + LONGEST + " bytes.");
                }
                read.write(chunk.array(), 0, length);
                feeder.feedInput(chunk.array(), 0, length);
                complete = isComplete(json);
            }
        } catch (JsonProcessingException e) {
            throw noMessage(e.getOriginalMessage());
        }
        return parse(read.toByteArray());
    }

    private static Message parse(byte[] utf8) {
        try {
            return MessageCodec.read(utf8);
        } catch (JsonProcessingException e) {
            throw noMessage(e.getOriginalMessage());
        } catch (IOException e) {
            throw noMessage(e.getMessage());
        }
    }

    /** True once the object that the request is has ended. */
    private static boolean isComplete(JsonParser json) throws IOException {
        JsonToken token = json.nextToken();
        while (token != JsonToken.NOT_AVAILABLE) {
            boolean outermost = json.getParsingContext().inRoot();
            if (outermost && token == JsonToken.END_OBJECT) {
                return true;
            }
            if (outermost) {
                throw noMessage("a message is a JSON object");
            }
            token = json.nextToken();
        }
        return false;
    }

    private static SkepException noMessage(String why) {
        return new SkepException(UdsError.NO_MESSAGE, "A request by the unix socket is no message: " + why + ".");
    }
}
