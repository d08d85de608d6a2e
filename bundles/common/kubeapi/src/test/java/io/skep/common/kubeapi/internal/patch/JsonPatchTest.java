package io.skep.common.kubeapi.internal.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.skep.common.kubeapi.ApiException;
import io.skep.common.model.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {

    private static String apply(String document, String patch) throws JsonProcessingException {
        return JsonPatch.apply(Json.parse(document), Json.parse(patch.replace('\'', '"')))
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1}     | {'op':'add','path':'/b','value':2}              | {\"a\":1,\"b\":2}",
                "{\"a\":[1]}   | {'op':'add','path':'/a/-','value':2}            | {\"a\":[1,2]}",
                "{\"a\":[1]}   | {'op':'add','path':'/a/0','value':0}            | {\"a\":[0,1]}",
                "{\"a\":[1,2]} | {'op':'remove','path':'/a/0'}                   | {\"a\":[2]}",
                "{\"a\":1}     | {'op':'replace','path':'/a','value':{'x':1}}    | {\"a\":{\"x\":1}}",
                "{\"a\":1}     | {'op':'move','from':'/a','path':'/b'}           | {\"b\":1}",
                "{\"a\":1}     | {'op':'copy','from':'/a','path':'/b'}           | {\"a\":1,\"b\":1}",
                "{\"a~/b\":1}  | {'op':'remove','path':'/a~0~1b'}                | {}",
                "{\"a\":1}     | {'op':'test','path':'/a','value':1}             | {\"a\":1}"
            })
    void applies(String document, String operation, String result) throws JsonProcessingException {
        assertThat(apply(document, "[" + operation + "]")).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'op':'remove','path':'/x'}            | 422",
                "{'op':'test','path':'/a','value':2}    | 422",
                "{'op':'add','path':'/l/9','value':1}   | 422",
                "{'op':'add','path':'/a/b/c','value':1} | 422",
                "{'op':'remove','path':''}              | 422",
                "{'op':'add','path':'/b'}               | 400",
                "{'op':'jump','path':'/b'}              | 400",
                "{'op':'add','path':'b','value':1}      | 400"
            })
    void refuses(String operation, int code) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> apply("{\"a\":1,\"l\":[]}", "[" + operation + "]"))
                .satisfies(e -> assertThat(e.httpCode()).isEqualTo(code));
    }

    @Test
    void endsAPatchThatDoublesTheDocumentAgainAndAgain() {
        String copies = "{'op':'add','path':'/a/-','value':1}" + ",{'op':'copy','from':'/a','path':'/a/-'}".repeat(40);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> apply("{\"a\":[]}", "[" + copies + "]"))
                .satisfies(e -> assertThat(e.httpCode()).isEqualTo(413));
    }

    @Test
    void removesByNullInAMergePatch() throws JsonProcessingException {
        assertThat(MergePatch.apply(
                                Json.parse("{\"a\":{\"b\":1,\"c\":2}}"),
                                Json.parse("{\"a\":{\"b\":null,\"d\":{\"e\":null}}}"))
                        .toString())
                .isEqualTo("{\"a\":{\"c\":2,\"d\":{}}}");
    }
}
