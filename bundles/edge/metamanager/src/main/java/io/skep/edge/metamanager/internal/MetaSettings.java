package io.skep.edge.metamanager.internal;

import java.time.Duration;

/**
 * The configuration as the metamanager uses it.
 *
 * @param sendGroup group that carries messages to the cloud
 * @param sendModule module that carries calls to the cloud
 * @param timeout for the cloud's answer
 */
public record MetaSettings(String sendGroup, String sendModule, Duration timeout) {

    static MetaSettings of(MetaManagerConfig config) {
        return new MetaSettings(
                config.contextSendGroup(),
                config.contextSendModule(),
                Duration.ofSeconds(Math.max(1, config.remoteQueryTimeout())));
    }
}
