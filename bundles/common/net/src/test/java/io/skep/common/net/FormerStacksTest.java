package io.skep.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FormerStacksTest {

    @Test
    void nettyHoldsNoClassOfItsFirstUser() throws InterruptedException {
        Throwable kept = ImmediateEventExecutor.INSTANCE.terminationFuture().cause();
        kept.fillInStackTrace();
        assertThat(isOnStack(kept)).isTrue();
        FormerStacks.forget().join();
        assertThat(isOnStack(kept)).isFalse();
    }

    private static boolean isOnStack(Throwable kept) {
        return Arrays.stream(kept.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(FormerStacksTest.class.getName()));
    }
}
