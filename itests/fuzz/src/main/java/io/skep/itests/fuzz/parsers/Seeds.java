package io.skep.itests.fuzz.parsers;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Messages as KubeEdge v1.15.0 and Skep write them, made small, and the words that have undone JSON readers. */
final class Seeds {

    private static final String ID = "58204a0e-5528-4d0e-9bbf-e6cdec7f59bc";

    private Seeds() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] message(String source, String group, String operation, String resource, String content) {
        return bytes("{\"header\":{\"msg_id\":\"" + ID + "\",\"timestamp\":1795383379744},\"route\":{\"source\":\""
                + source
                + "\",\"group\":\"" + group + "\",\"operation\":\"" + operation + "\",\"resource\":\"" + resource
                + "\"},\"content\":" + content + "}\n");
    }

    static List<byte[]> messages() {
        String pod = "{\"metadata\":{\"name\":\"p\",\"uid\":\"u-1\",\"resourceVersion\":\"7\"},\"spec\":{\"n\":1.50}}";
        Stream<byte[]> good = Stream.of(
                message("websocket", "resource", "keepalive", "node", "\"ping\""),
                message("edgecontroller", "resource", "insert", "node/edge-1/default/pod/p", pod),
                message("edgecontroller", "resource", "delete", "default/pod/p", pod),
                message("edged", "meta", "patch", "default/podpatch/p", "\"{\\\"status\\\":{}}\""),
                message("edged", "meta", "query", "default/configmap/c", "null"),
                message("edged", "meta", "update", "kube-node-lease/lease/edge-1", "{\"spec\":{\"renewTime\":\"x\"}}"),
                message("metaserver", "user", "upload", "default/rule/r", "[1,2.50,9007199254740993,true]"),
                message("cloudhub", "resource", "connected", "node/edge-1", "{}"),
                message("x", "resource", "response", "ns/volume/pvc-1", "\"OK\""),
                bytes(
                        "{\"header\":{\"msg_id\":\"a\",\"parent_msg_id\":\"" + ID
                                + "\",\"timestamp\":0,\"resourceversion\":\"18446744073709551615\",\"sync\":true,\"type\":\"unixpacket\"},"
                                + "\"route\":{\"destination\":\"m\",\"source\":\"s\"},\"content\":{\"ErrStatus\":{\"code\":404}}}"),
                bytes(
                        "{\"HEADER\":{\"MSG_ID\":\"a\"},\"Route\":{\"Source\":\"s\"},\"unknown\":[{}],\"content\":\"\\ud83d\\ude00\"}"));
        Stream<byte[]> bad = Stream.of(
                        "null",
                        "[]",
                        "\"\"",
                        "{}",
                        "0",
                        "",
                        " ",
                        "{\"header\":null,\"route\":null,\"content\":null}",
                        "{\"header\":{\"timestamp\":1e999}}",
                        "{\"header\":{\"timestamp\":\"1\"}}",
                        "{\"content\":NaN}",
                        "{\"content\":1e999999999}",
                        "{\"content\":1,\"content\":2}",
                        "{\"header\":[]}",
                        "{\"content\":",
                        "{\"content\":" + "[".repeat(201) + "]".repeat(201) + "}")
                .map(Seeds::bytes);
        byte[] noUtf8 = bytes("{\"content\":[\"<->\"]}");
        noUtf8[13] = (byte) 0xed;
        noUtf8[14] = (byte) 0xa0;
        noUtf8[15] = (byte) 0xad;
        return Stream.concat(Stream.concat(good, bad), Stream.of(noUtf8)).toList();
    }
}
