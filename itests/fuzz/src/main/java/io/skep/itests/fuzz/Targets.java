package io.skep.itests.fuzz;

import io.skep.itests.fuzz.target.BodyTarget;
import io.skep.itests.fuzz.target.CsrTarget;
import io.skep.itests.fuzz.target.EnrollTarget;
import io.skep.itests.fuzz.target.FrameTarget;
import io.skep.itests.fuzz.target.HttpTarget;
import io.skep.itests.fuzz.target.KeyTarget;
import io.skep.itests.fuzz.target.MessageTarget;
import io.skep.itests.fuzz.target.PatchTarget;
import io.skep.itests.fuzz.target.RouteTarget;
import io.skep.itests.fuzz.target.SelectorTarget;
import io.skep.itests.fuzz.target.SocketTarget;
import io.skep.itests.fuzz.target.TokenTarget;
import java.util.List;

/** All targets. */
public final class Targets {

    private Targets() {}

    public static List<Target> all() {
        return List.of(
                new FrameTarget(),
                new MessageTarget(),
                new RouteTarget(),
                new HttpTarget(),
                new EnrollTarget(),
                new CsrTarget(),
                new TokenTarget(),
                new KeyTarget(),
                new SocketTarget(),
                new SelectorTarget(),
                new PatchTarget(),
                new BodyTarget());
    }

    /** @throws IllegalArgumentException when there is none of this name */
    public static Target named(String name) {
        return all().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no fuzz target '" + name + "', only "
                        + all().stream().map(Target::name).toList()));
    }
}
