package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void readsEveryKindOfValue() {
        Map<String, Object> json = Json.parseObject(
                " {\"a\": [1, -2.5e1, true, false, null, {}], \"b\": \"x\\n\\u00e4\\\"\", \"c\": [] } ");
        assertThat(json.get("b")).isEqualTo("x\nä\"");
        assertThat(Json.list(json, "a")).containsExactly(1L, -25.0, true, false, null, Map.of());
        assertThat(Json.list(json, "c")).isEmpty();
    }

    @Test
    void writesWhatItReads() {
        String text = "{\"a\":[1,2.5,true,null,{\"b\":\"q\\\"\\n\\u0001\"}],\"c\":{},\"d\":[]}";
        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    }

    @Test
    void givesEmptyForMembersThatAreAbsentOrOfAnotherKind() {
        Map<String, Object> json = Json.parseObject("{\"a\":1}");
        assertThat(Json.object(json, "a")).isEmpty();
        assertThat(Json.list(json, "b")).isEqualTo(List.of());
        assertThat(Json.string(json, "c", "none")).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"a\"}", "[1,]", "tru", "{} x", "\"open", "\"\\u12\"", "\"\\q\"", "--1", "{\"a\":1,}"
            })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("offset");
    }

    @Test
    void refusesDeepNesting() {
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).hasMessageContaining("nested too deeply");
    }
}
