package io.skep.itests.bench.channel;

import io.skep.itests.bench.edges.EdgeCertificates;
import java.util.Arrays;

/** One run of one area of the channel's benchmarks; {@code ./skep bench} starts it, docs/benchmarks.md tells the options. */
public final class ChannelMain {

    private ChannelMain() {}

    /** {@code AREA [--figures FILE] OPTION...}. */
    public static void main(String[] arguments) throws Exception {
        Options options = new Options(Arrays.copyOfRange(arguments, 1, arguments.length));
        Rows rows = run(arguments[0], options);
        if (options.has("figures")) {
            rows.write(options.path("figures"));
        }
    }

    private static Rows run(String area, Options options) throws Exception {
        return switch (area) {
            case "ca" -> {
                EdgeCertificates.ensureCa(options.path("ca"));
                yield new Rows();
            }
            case "link" -> LinkBench.run(options);
            case "hub" -> HubBench.run(options);
            case "distribute" -> DistributeBench.run(options);
            case "reconnect" -> ReconnectBench.run(options);
            case "storm" -> StormBench.run(options);
            default -> throw new IllegalArgumentException("there is no area " + area);
        };
    }
}
