package io.skep.itests.bench.channel;

import io.skep.common.pki.CaTrustManager;
import io.skep.common.pki.CertificateAuthority;
import io.skep.common.pki.CertificateFiles;
import io.skep.common.pki.EdgeEnrollment;
import io.skep.common.pki.Identity;
import io.skep.common.pki.ReloadableKeyManager;
import io.skep.common.pki.Subject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** How soon a real edge's first message is through when its link is back. */
final class ReconnectBench {

    private static final String HOST = "127.0.0.1";
    private static final int FIRST_SECONDS = 120;
    private static final int STEADY_SECONDS = 3;
    private static final double SHORTEST = 0.5;
    private static final double LONGEST = 60;

    private ReconnectBench() {}

    /**
     * Options {@code server}, {@code ca}; {@code edge-pki}: folder with the edge's certificate; {@code relay}: port that the edge dials; {@code cuts}:
     * how many; {@code longest}, {@code steady}: seconds, of a cut and between two.
     */
    static Rows run(Options options) throws Exception {
        Rows rows = new Rows();
        List<Double> lengths = lengths(options.number("cuts", 20), options.number("longest", (int) LONGEST));
        rows.note("cuts of "
                + lengths.stream()
                        .map(seconds -> String.format(Locale.ROOT, "%.1f", seconds))
                        .collect(Collectors.joining(" "))
                + " s: connections are reset, dials refused");
        double[] millis = new double[lengths.size()];
        try (TlsRelay relay = relay(options)) {
            relay.restore();
            relay.awaitFirst(FIRST_SECONDS);
            for (int i = 0; i < millis.length; i++) {
                TimeUnit.SECONDS.sleep(options.number("steady", STEADY_SECONDS));
                relay.cut();
                TimeUnit.MILLISECONDS.sleep(Math.round(lengths.get(i) * 1000));
                long back = relay.restore();
                millis[i] = (relay.awaitFirst(FIRST_SECONDS) - back) / 1e6;
                System.out.printf(Locale.ROOT, "cut of %.1f s: through after %.0f ms%n", lengths.get(i), millis[i]);
            }
        }
        rows.add("reconnect.p50", "ms", Rows.percentile(millis, 50));
        rows.add("reconnect.p99", "ms", Rows.percentile(millis, 99));
        return rows;
    }

    /** As many short ones as long ones on a logarithmic scale, in a random order that is the same in each run. */
    static List<Double> lengths(int count, double longest) {
        List<Double> lengths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lengths.add(SHORTEST * Math.pow(longest / SHORTEST, count == 1 ? 0 : (double) i / (count - 1)));
        }
        Collections.shuffle(lengths, new Random(1));
        return lengths;
    }

    private static TlsRelay relay(Options options) throws IOException, GeneralSecurityException {
        Path ca = options.path("ca");
        CertificateAuthority authority = CertificateAuthority.load(
                ca.resolve("rootCA.crt"), ca.resolve("rootCA.key"), InstantSource.system(), new SecureRandom());
        Path pki = options.path("edge-pki");
        Identity edge = new CertificateFiles(
                        pki.resolve("rootCA.crt"), pki.resolve("server.crt"), pki.resolve("server.key"))
                .load()
                .map(EdgeEnrollment.Enrolled::identity)
                .orElseThrow(() -> new IOException("the edge has no certificate in " + pki));
        Identity server = authority.issueServer(new Subject("KubeEdge", "KubeEdge"), List.of(HOST), Duration.ofDays(1));
        return new TlsRelay(
                context(server, authority),
                context(edge, authority),
                options.number("relay", 0),
                new InetSocketAddress(
                        HOST, Integer.parseInt(options.text("server").split(":")[1])));
    }

    private static SSLContext context(Identity identity, CertificateAuthority ca) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {ReloadableKeyManager.of(identity)},
                new TrustManager[] {CaTrustManager.of(ca.certificate())},
                null);
        return context;
    }
}
