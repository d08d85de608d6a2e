package io.skep.itests.fuzz;

/** What Jazzer calls; the property {@code skep.fuzz.target} says which target it is. Static because Jazzer wants it so. */
public final class FuzzEntry {

    /** Name of the property. */
    public static final String PROPERTY = "skep.fuzz.target";

    private static final Target TARGET = Targets.named(System.getProperty(PROPERTY, ""));

    private FuzzEntry() {}

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        TARGET.run(input);
    }
}
