package io.skep.itests.bench.edges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeardTest {

    private static Heard read(String json) throws IOException {
        return Heard.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Heard of(String operation, String resource) throws IOException {
        return read("{\"header\":{\"msg_id\":\"a\"},\"route\":{\"operation\":\"" + operation + "\",\"resource\":\""
                + resource + "\"},\"content\":null}");
    }

    @Test
    void readsHeaderAndRoute() throws IOException {
        Heard heard = read("""
                {"header":{"msg_id":"i","parent_msg_id":"p","timestamp":17,"resourceversion":"9","more":{"a":[1]}},\
                "route":{"source":"edgecontroller","group":"resource","operation":"update","resource":"default/pod/x"},\
                "content":{"metadata":{"resourceVersion":"12"}}}
                """);
        assertThat(heard.id()).isEqualTo("i");
        assertThat(heard.parent()).isEqualTo("p");
        assertThat(heard.version()).isEqualTo("9");
        assertThat(heard.source()).isEqualTo("edgecontroller");
        assertThat(heard.group()).isEqualTo("resource");
        assertThat(heard.operation()).isEqualTo("update");
        assertThat(heard.resource()).isEqualTo("default/pod/x");
        assertThat(heard.objectVersion()).isEqualTo("12");
        assertThat(heard.isFailure()).isFalse();
    }

    @Test
    void whatIsAbsentIsEmpty() throws IOException {
        Heard heard = read("{}");
        assertThat(heard.id()).isEmpty();
        assertThat(heard.objectVersion()).isEmpty();
    }

    @Test
    void knowsAFailure() throws IOException {
        assertThat(read("{\"content\":{\"ErrStatus\":{\"code\":404}}}").isFailure())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "insert, default/pod/x, true",
        "response, default/configmap/x, true",
        "response, kube-node-lease/lease/n, true",
        "response, default/podpatch/x, false",
        "response, default/nodepatch/n, false",
        "response, default/pod/x, false",
        "error, default/pod/x, false"
    })
    void acknowledgesAsAnEdgeDoes(String operation, String resource, boolean acknowledges) throws IOException {
        assertThat(of(operation, resource).wantsAck()).isEqualTo(acknowledges);
    }

    @Test
    void anAcknowledgementNamesTheMessage() throws IOException {
        Heard ack = read(Words.ack(of("insert", "default/pod/x")));
        assertThat(ack.parent()).isEqualTo("a");
        assertThat(ack.operation()).isEqualTo("response");
        assertThat(ack.resource()).isEqualTo("default/pod/x");
        assertThat(ack.id()).hasSize(36).isNotEqualTo("a");
    }
}
