package io.skep.itests.fuzz;

import io.skep.itests.fuzz.parsers.BodyTarget;
import io.skep.itests.fuzz.parsers.CsrTarget;
import io.skep.itests.fuzz.parsers.EnrollTarget;
import io.skep.itests.fuzz.parsers.FrameTarget;
import io.skep.itests.fuzz.parsers.HttpTarget;
import io.skep.itests.fuzz.parsers.KeyTarget;
import io.skep.itests.fuzz.parsers.MessageTarget;
import io.skep.itests.fuzz.parsers.PatchTarget;
import io.skep.itests.fuzz.parsers.QuicTarget;
import io.skep.itests.fuzz.parsers.RouteTarget;
import io.skep.itests.fuzz.parsers.SelectorTarget;
import io.skep.itests.fuzz.parsers.SocketTarget;
import io.skep.itests.fuzz.parsers.TokenTarget;
import io.skep.itests.fuzz.parsers.UdsTarget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** All targets. */
public final class Targets {

    /** In the order of a run; each is made when it is asked for. */
    private static final Map<String, Supplier<Target>> BY_NAME = byName();

    private static Map<String, Supplier<Target>> byName() {
        Map<String, Supplier<Target>> targets = new LinkedHashMap<>();
        targets.put("frame", FrameTarget::new);
        targets.put("quic", QuicTarget::new);
        targets.put("message", MessageTarget::new);
        targets.put("route", RouteTarget::new);
        targets.put("http", HttpTarget::new);
        targets.put("enroll", EnrollTarget::new);
        targets.put("csr", CsrTarget::new);
        targets.put("token", TokenTarget::new);
        targets.put("key", KeyTarget::new);
        targets.put("socket", SocketTarget::new);
        targets.put("uds", UdsTarget::new);
        targets.put("selector", SelectorTarget::new);
        targets.put("patch", PatchTarget::new);
        targets.put("protobuf", BodyTarget::new);
        return targets;
    }

    private Targets() {}

    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /** @throws IllegalArgumentException when there is none of this name */
    public static Target named(String name) {
        Supplier<Target> target = BY_NAME.get(name);
        if (target == null) {
            throw new IllegalArgumentException("there is no fuzz target '" + name + "', only " + names());
        }
        return target.get();
    }
}
