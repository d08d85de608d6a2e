package io.skep.common.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "//, /",
        "/a, /a",
        "/a/, /a/",
        "//a//b, /a/b",
        "/./a/./b, /a/b",
        "/a%2Fb, /a/b",
        "/%C3%A4, /ä",
        "/a+b, /a+b",
        "/...,/...",
        "http://host:1/a, /a",
        "http://host, /",
        "/a?b=/../c, /a"
    })
    void normalisesThePath(String uri, String path) {
        assertThat(RequestTarget.parse(uri).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/..",
                "/a/..",
                "/a/%2E%2e",
                "/a/.%2e/b",
                "/%",
                "/%4",
                "/%4x",
                "/%C3",
                "/a\u0007",
                "/\u007f"
            })
    void refusesWhatIsNoSafePath(String uri) {
        assertThatThrownBy(() -> RequestTarget.parse(uri)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsParametersInOrderWithEmptyOnes() {
        RequestTarget target = RequestTarget.parse("/?b=1&a=x%26y&b=2&&c&=v&d=a=b&e=%E2%82%AC+1");
        assertThat(target.query().keySet()).containsExactly("b", "a", "c", "", "d", "e");
        assertThat(target.query().get("b")).containsExactly("1", "2");
        assertThat(target.query().get("a")).containsExactly("x&y");
        assertThat(target.query().get("d")).containsExactly("a=b");
        assertThat(target.query().get("e")).isEqualTo(List.of("€ 1"));
        assertThatThrownBy(() -> target.query().put("x", List.of())).isInstanceOf(UnsupportedOperationException.class);
    }
}
