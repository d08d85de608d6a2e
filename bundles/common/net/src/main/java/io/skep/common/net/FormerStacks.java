package io.skep.common.net;

import io.netty.util.concurrent.ImmediateEventExecutor;

/**
 * A constant of Netty holds an exception with the stack of the thread that was first to use it, and with it the classes of every bundle on that stack,
 * replaced or not.
 */
public final class FormerStacks {

    private FormerStacks() {}

    /** Puts a stack of the present in its place, on a thread that comes from nowhere else and ends at once. */
    public static Thread forget() {
        return Thread.ofVirtual()
                .name("forget-former-stacks")
                .start(() -> ImmediateEventExecutor.INSTANCE
                        .terminationFuture()
                        .cause()
                        .fillInStackTrace());
    }
}
