package io.skep.cloud.cloudhub.internal;

import io.skep.beehive.api.SkepException;
import io.skep.cloud.cloudhub.internal.security.HubCertificates;
import io.skep.cloud.cloudhub.internal.session.Timing;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration, checked.
 *
 * @param websocket empty when the lane is off
 * @param quic empty when the lane is off
 */
record HubSettings(
        Timing timing,
        int nodeLimit,
        HubCertificates.Source certificates,
        Duration certificateValidity,
        Duration tokenInterval,
        Optional<Path> tokenFile,
        boolean acceptSharedIdentity,
        Optional<Endpoint> websocket,
        Optional<Endpoint> quic,
        Endpoint https) {

    private static final Logger LOG = LoggerFactory.getLogger(HubSettings.class);

    /** Where to listen. */
    record Endpoint(String host, int port) {}

    /** @throws SkepException SKEP-532 naming the key that is wrong */
    static HubSettings of(CloudHubConfig config) {
        positive("keepaliveInterval", config.keepaliveInterval());
        positive("nodeLimit", config.nodeLimit());
        positive("edgeCertSigningDuration", config.edgeCertSigningDuration());
        positive("tokenRefreshDuration", config.tokenRefreshDuration());
        return new HubSettings(
                Timing.of(config.keepaliveInterval()),
                config.nodeLimit(),
                new HubCertificates.Source(
                        Path.of(config.tlsCAFile()),
                        Path.of(config.tlsCAKeyFile()),
                        Path.of(config.tlsCertFile()),
                        Path.of(config.tlsPrivateKeyFile()),
                        hosts(config)),
                Duration.ofDays(config.edgeCertSigningDuration()),
                Duration.ofHours(config.tokenRefreshDuration()),
                Optional.of(config.tokenFile()).filter(file -> !file.isBlank()).map(Path::of),
                config.acceptSharedIdentity(),
                config.websocket_enable()
                        ? Optional.of(new Endpoint(config.websocket_address(), config.websocket_port()))
                        : Optional.empty(),
                config.quic_enable()
                        ? Optional.of(new Endpoint(config.quic_address(), config.quic_port()))
                        : Optional.empty(),
                new Endpoint(config.https_address(), config.https_port()));
    }

    private static void positive(String key, int value) {
        if (value <= 0) {
            throw new SkepException(
                    HubError.CONFIGURATION, "cloudHub." + key + " is " + value + " and must be greater than 0.");
        }
    }

    private static List<String> hosts(CloudHubConfig config) {
        List<String> addresses = Arrays.stream(config.advertiseAddress())
                .filter(text -> !text.isBlank())
                .toList();
        return Stream.concat(
                        addresses.isEmpty() ? ownAddress().stream() : addresses.stream(),
                        Arrays.stream(config.dnsNames()).filter(text -> !text.isBlank()))
                .distinct()
                .toList();
    }

    /** The first address of this host that others can reach, as in KubeEdge's default; loopback when there is none. */
    private static List<String> ownAddress() {
        List<String> found = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .filter(text -> !text.contains(":"))
                    .findFirst()
                    .ifPresent(found::add);
        } catch (SocketException e) {
            LOG.debug("addresses of this host", e);
        }
        return found.isEmpty() ? List.of("127.0.0.1") : found;
    }
}
