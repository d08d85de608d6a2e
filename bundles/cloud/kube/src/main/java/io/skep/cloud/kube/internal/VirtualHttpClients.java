package io.skep.cloud.kube.internal;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;

/** HTTP clients that work on virtual threads: fabric8's own take a platform thread for each answer under way, and keep it for a minute. */
final class VirtualHttpClients extends JdkHttpClientFactory {

    @Override
    protected HttpClient.Builder createNewHttpClientBuilder() {
        return HttpClient.newBuilder()
                .executor(task -> Thread.ofVirtual().name("kube-http").start(task));
    }
}
