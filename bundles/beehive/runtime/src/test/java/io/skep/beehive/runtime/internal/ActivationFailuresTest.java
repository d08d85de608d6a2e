package io.skep.beehive.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ActivationFailuresTest {

    @Test
    void findsTheInnermostException() {
        assertThat(ActivationFailures.innermost("""
                        java.lang.reflect.InvocationTargetException
                        \tat a.B.c(B.java:1)
                        Caused by: io.skep.X: outer
                        \tat d
                        Caused by: java.net.BindException: Address in use
                        \t... 3 more
                        """)).isEqualTo("BindException: Address in use");
    }

    @Test
    void takesTheFirstLineWhenThereIsNoCause() {
        assertThat(ActivationFailures.innermost("java.lang.IllegalStateException: alone\n\tat x"))
                .isEqualTo("IllegalStateException: alone");
    }

    @Test
    void saysSoWhenNothingIsKnown() {
        assertThat(ActivationFailures.innermost(null)).contains("log above");
        assertThat(ActivationFailures.innermost(" ")).contains("log above");
    }
}
