package io.skep.cloud.cloudhub.internal;

import io.skep.beehive.api.SkepException;
import io.skep.cloud.cloudhub.internal.security.Enrollment;
import io.skep.cloud.cloudhub.internal.security.HubCertificates;
import io.skep.cloud.cloudhub.internal.session.Timing;
import io.skep.cloud.cloudhub.internal.session.Windows;
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
 * @param unixSocket {@code unix:///PATH}; empty when there is to be none
 * @param quic empty when the lane is off
 */
record HubSettings(
        Timing timing,
        Windows windows,
        int nodeLimit,
        int admissionLimit,
        HubCertificates.Source certificates,
        Enrollment.Lifetimes lifetimes,
        Duration tokenInterval,
        Optional<Path> tokenFile,
        boolean acceptSharedIdentity,
        Optional<Endpoint> websocket,
        Optional<Endpoint> quic,
        Endpoint https,
        Optional<String> unixSocket) {

    private static final Logger LOG = LoggerFactory.getLogger(HubSettings.class);

    private static final int SKEP_WINDOW = 1024;

    /** Where to listen. */
    record Endpoint(String host, int port) {}

    /** @throws SkepException SKEP-532 naming the key that is wrong */
    static HubSettings of(CloudHubConfig config) {
        positive("keepaliveInterval", config.keepaliveInterval());
        positive("nodeLimit", config.nodeLimit());
        positive("admissionLimit", config.admissionLimit());
        window("windowMessages", config.windowMessages(), Windows.FRAMES);
        window("skepWindowMessages", config.skepWindowMessages(), SKEP_WINDOW);
        positive("edgeCertSigningDuration", config.edgeCertSigningDuration());
        positive("tokenRefreshDuration", config.tokenRefreshDuration());
        if (config.edgeCertGraceDuration() < 0) {
            throw new SkepException(
                    HubError.CONFIGURATION,
                    "cloudHub.edgeCertGraceDuration is " + config.edgeCertGraceDuration()
                            + " and must not be negative.");
        }
        return new HubSettings(
                Timing.of(config.keepaliveInterval()),
                new Windows(config.skepWindowMessages(), config.windowMessages()),
                config.nodeLimit(),
                config.admissionLimit(),
                new HubCertificates.Source(
                        Path.of(config.tlsCAFile()),
                        Path.of(config.tlsCAKeyFile()),
                        Path.of(config.tlsCertFile()),
                        Path.of(config.tlsPrivateKeyFile()),
                        hosts(config)),
                new Enrollment.Lifetimes(
                        Duration.ofDays(config.edgeCertSigningDuration()),
                        Duration.ofDays(config.edgeCertGraceDuration())),
                Duration.ofHours(config.tokenRefreshDuration()),
                Optional.of(config.tokenFile()).filter(file -> !file.isBlank()).map(Path::of),
                config.acceptSharedIdentity(),
                config.websocket_enable()
                        ? Optional.of(new Endpoint(config.websocket_address(), config.websocket_port()))
                        : Optional.empty(),
                config.quic_enable()
                        ? Optional.of(new Endpoint(config.quic_address(), config.quic_port()))
                        : Optional.empty(),
                new Endpoint(config.https_address(), config.https_port()),
                config.unixsocket_enable() ? Optional.of(config.unixsocket_address()) : Optional.empty());
    }

    private static void positive(String key, int value) {
        if (value <= 0) {
            throw new SkepException(
                    HubError.CONFIGURATION, "cloudHub." + key + " is " + value + " and must be greater than 0.");
        }
    }

    private static void window(String key, int value, int most) {
        if (value <= 0 || value > most) {
            throw new SkepException(
                    HubError.CONFIGURATION,
                    "cloudHub." + key + " is " + value + " and must be from 1 to " + most + ".");
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
