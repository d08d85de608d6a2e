package io.skep.itests.fuzz;

/** What Jazzer calls; the property {@code skep.fuzz.target} says which target it is. Static because Jazzer wants it so. */
public final class FuzzEntry {

    /** Name of the property. */
    public static final String PROPERTY = "skep.fuzz.target";

    private static final Target TARGET = Targets.named(System.getProperty(PROPERTY, ""));

    private FuzzEntry() {}

    /** Loads all classes before the clock of the first input runs. */
    public static void fuzzerInitialize() throws Exception {
        for (byte[] seed : TARGET.seeds()) {
            TARGET.run(seed);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        TARGET.run(input);
    }
}
