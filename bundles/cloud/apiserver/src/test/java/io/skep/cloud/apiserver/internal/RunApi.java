package io.skep.cloud.apiserver.internal;

import io.skep.common.http.internal.NettyHttpServers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/** Runs the API by itself, to be tried with kubectl: arguments are a folder and a port. */
public final class RunApi {

    private RunApi() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        EmbeddedApi.Settings settings = new EmbeddedApi.Settings(
                "127.0.0.1",
                Integer.parseInt(arguments[1]),
                folder.resolve("api.db"),
                folder.resolve("kubeconfig"),
                folder.resolve("pki"),
                true);
        EmbeddedApi api = EmbeddedApi.open(settings, new NettyHttpServers(), Clock.systemUTC(), new SecureRandom());
        System.out.println("ready on " + api.port());
        Thread.currentThread().join();
    }
}
