package io.skep.itests.fuzz.parsers;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.internal.patch.JsonPatch;
import io.skep.common.kubeapi.internal.patch.MergePatch;
import io.skep.common.model.Json;
import io.skep.itests.fuzz.Finding;
import io.skep.itests.fuzz.Target;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** JSON patches and merge patches of the embedded API: refused with a status of 4xx, or the result can be written and read again. */
public final class PatchTarget implements Target {

    private static final String OBJECT =
            "{\"metadata\":{\"name\":\"p\",\"labels\":{\"a\":\"b\"}},\"spec\":{\"list\":[1,2,3]}}";

    @Override
    public String name() {
        return "patch";
    }

    @Override
    public void run(byte[] input) throws IOException {
        JsonNode patch;
        try {
            patch = Json.parse(input);
        } catch (IOException e) {
            return;
        }
        if (patch.isMissingNode()) {
            return;
        }
        try {
            readable(JsonPatch.apply(Json.parse(OBJECT), patch));
        } catch (ApiException e) {
            Status.client(e);
        }
        readable(MergePatch.apply(Json.parse(OBJECT), patch));
    }

    private static void readable(JsonNode result) throws IOException {
        Finding.unless(Same.value(Json.parse(Json.write(result)), result), "the result changes when it is written");
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "[{\"op\":\"add\",\"path\":\"/metadata/labels/x~1y\",\"value\":\"z\"}]",
                        "[{\"op\":\"remove\",\"path\":\"/spec/list/0\"},{\"op\":\"add\",\"path\":\"/spec/list/-\",\"value\":4}]",
                        "[{\"op\":\"replace\",\"path\":\"\",\"value\":{}},{\"op\":\"test\",\"path\":\"/a\",\"value\":null}]",
                        "[{\"op\":\"move\",\"from\":\"/spec\",\"path\":\"/metadata/spec\"}]",
                        "[{\"op\":\"copy\",\"from\":\"/spec\",\"path\":\"/spec/list/1\"}]",
                        "{\"metadata\":{\"labels\":null,\"name\":\"q\"},\"spec\":[1.50]}",
                        "null",
                        "[]")
                .map(Seeds::bytes)
                .toList();
    }
}
