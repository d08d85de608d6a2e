package io.skep.itests.fuzz.parsers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.internal.select.FieldSelector;
import io.skep.common.kubeapi.internal.select.LabelSelector;
import io.skep.common.model.Json;
import io.skep.itests.fuzz.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Label and field selectors of the embedded API: refused with 400, or they can be asked about any object. */
public final class SelectorTarget implements Target {

    private final ObjectNode labels = Json.object().put("app", "a").put("n", "7");
    private final ObjectNode object = Json.object();

    @Override
    public String name() {
        return "selector";
    }

    @Override
    public void run(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            LabelSelector.parse(text).matches(labels);
        } catch (ApiException e) {
            Status.client(e);
        }
        try {
            FieldSelector.parse(text, Set.of("spec.nodeName", "spec.unschedulable"))
                    .matches(object);
        } catch (ApiException e) {
            Status.client(e);
        }
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "app=a,n!=7,x in (a, b),y notin (c),z,!w,n>1,n<9",
                        "metadata.name=a\\,b,spec.nodeName!=e,metadata.namespace==n",
                        "spec.unschedulable=false",
                        "a in (",
                        ",",
                        "n>99999999999999999999",
                        "!!a")
                .map(Seeds::bytes)
                .toList();
    }
}
