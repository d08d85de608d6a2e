package io.skep.common.transport.quic.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.skep.common.transport.quic.internal.Greeting.Answer;
import io.skep.common.transport.quic.internal.Greeting.Hello;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreetingTest {

    private static ByteBuf json(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static ByteBuf content(Greeting greeting) {
        ByteBuf frame = greeting.frame();
        assertThat(frame.readInt()).isEqualTo(frame.readableBytes());
        return frame;
    }

    @Test
    void saysWhoTheEdgeIs() {
        Hello hello = new Hello(1, "edge-1", "projäct");
        assertThat(content(hello).toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"version\":1,\"node\":\"edge-1\",\"project\":\"projäct\"}");
        assertThat(Hello.read(content(hello))).contains(hello);
    }

    @Test
    void answersYesInOneWordAndNoWithReasonAndWholeSeconds() {
        assertThat(content(Answer.YES).toString(StandardCharsets.UTF_8)).isEqualTo("{\"version\":1,\"status\":200}");
        assertThat(Answer.read(content(Answer.YES)))
                .hasValueSatisfying(answer -> assertThat(answer.isAccepted()).isTrue());
        Answer no = new Answer(503, "full", Duration.ofMillis(1200));
        assertThat(Answer.read(content(no))).contains(new Answer(503, "full", Duration.ofSeconds(2)));
    }

    @Test
    void boundsReasonAndAdvice() {
        assertThat(new Answer(403, "x".repeat(9999), Duration.ZERO).reason()).hasSize(500);
        assertThat(Answer.read(json("{\"status\":503,\"retryAfter\":99999999}")))
                .hasValueSatisfying(answer -> assertThat(answer.retryAfter()).isEqualTo(Duration.ofDays(1)));
        assertThat(Answer.read(json("{\"status\":503,\"retryAfter\":-5}")))
                .hasValueSatisfying(answer -> assertThat(answer.retryAfter()).isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "\"hello\"", "{\"version\":1", "[[[[[[[[[[[["})
    void isEmptyForWhatIsNoGreeting(String text) {
        assertThat(Hello.read(json(text))).isEmpty();
        assertThat(Answer.read(json(text))).isEmpty();
    }

    @Test
    void missesNothingInAGreetingWithoutMembers() {
        assertThat(Hello.read(json("{}"))).contains(new Hello(0, "", ""));
        assertThat(Answer.read(json("{}")))
                .hasValueSatisfying(answer -> assertThat(answer.isAccepted()).isFalse());
    }
}
