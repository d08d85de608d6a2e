package io.skep.edge.edged.internal;

import io.skep.beehive.api.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The two clocks of edged.
 *
 * @param wall for what people and other machines read; somebody may set it at any time
 * @param steady for how long something takes; nobody sets it
 */
public record Clocks(InstantSource wall, InstantSource steady) {

    static Clocks ofThisMachine() {
        return new Clocks(InstantSource.system(), new SteadyClock());
    }

    /** One moment on both clocks. The two are not to be compared with each other. */
    public record Moment(Instant wall, Instant steady) {

        /** When something was by the steady clock, of which the wall clock's time is known: never later than now, whatever was done to the wall clock. */
        public Instant steadily(Instant past) {
            Duration age = Duration.between(past, wall);
            return age.isNegative() ? steady : steady.minus(age);
        }
    }

    public Moment now() {
        return new Moment(wall.instant(), steady.instant());
    }
}
