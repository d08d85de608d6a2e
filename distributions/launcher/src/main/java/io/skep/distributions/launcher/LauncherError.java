package io.skep.distributions.launcher;

/** What can go wrong before, around and outside of the bundles: SKEP-101 to SKEP-149. */
public enum LauncherError {
    NO_JDK("SKEP-101", "Install a JDK 25 or newer (for example Temurin 25) or set JAVA_HOME to one."),
    NO_MAVEN("SKEP-102", "Install Maven 3.8 or newer (Debian: apt-get install maven)."),
    NOT_BUILT("SKEP-103", "Run ./skep up, which builds it."),
    USAGE("SKEP-104", "See ./skep help."),
    FEATURE_UNREADABLE("SKEP-105", "Restore the features/ folder of the distribution or build it again."),
    BUNDLE_MISSING("SKEP-106", "Restore the bundle/ folder of the distribution or build it again."),
    FOLDER_IN_USE("SKEP-107", "Stop that process (./skep down) or choose another --dir."),
    FOLDER_UNUSABLE("SKEP-108", "Make the folder writable and free some space, or choose another --dir."),
    PORT_IN_USE(
            "SKEP-109", "Stop that process, or choose other ports: ./skep up --port-offset N, or the configuration."),
    NOT_RESOLVED(
            "SKEP-110",
            "Install a bundle that provides it: put into deploy/ as this one it starts this one too, else start it again in the shell."),
    NOT_STARTED("SKEP-111", "See the log for the bundle's own message; the shell's start tries again."),
    COMPONENT_FAILED("SKEP-113", "See scr:info in the shell; stop and start the bundle when the cause is gone."),
    FRAMEWORK_FAILED("SKEP-114", "Delete the felix-cache folder of this instance and start again."),
    BUILD_FAILED("SKEP-115", "Read Maven's lines above."),
    START_FAILED("SKEP-116", "Read the log: ./skep logs NAME."),
    NOT_RUNNING("SKEP-117", "See ./skep status; ./skep up starts what is missing."),
    SHELL_FAILED("SKEP-118", "See ./skep logs NAME; the shell comes with the bundle io.skep.beehive.shell."),
    NAME_UNKNOWN("SKEP-119", "Choose one of the names listed."),
    NODE_NOT_READY("SKEP-120", "Read ./skep logs NAME of the edge and of cloud."),
    UNRESOLVED_SET("SKEP-121", "Add the bundle that provides it to a feature in features/."),
    SERVICE_MISSING("SKEP-122", "Add the bundle whose component provides the service to a feature in features/."),
    NOT_IN_MODEL(
            "SKEP-123", "Declare it as a dependency in the distribution's pom.xml; the parent POM has its version."),
    TESTS_SKIPPED("SKEP-124", "Install what the tests name, or unset SKEP_TEST_REQUIRE."),
    KUBECONFIG_UNUSABLE("SKEP-125", "Give a readable kubeconfig file with server, CA and client certificate."),
    SOCKET_FOLDER_UNSAFE("SKEP-126", "Remove that folder; it must belong to you and be closed to others (mode 0700)."),
    ALREADY_RUNNING("SKEP-127", "Stop it first with ./skep down."),
    CONTAINERD_FAILED("SKEP-129", "Read ./skep logs containerd; ./skep up starts it again."),
    CONTAINERS_LEFT("SKEP-130", "Run ./skep down again; what stays must be removed by hand."),
    CONTAINERS_NEED_ROOT("SKEP-131", "Run the same command as root."),
    SETTINGS_UNREADABLE("SKEP-132", "Mend the file, or take it away: it need not be there.");

    private final String code;
    private final String next;

    LauncherError(String code, String next) {
        this.code = code;
        this.next = next;
    }

    /** Stable code, {@code SKEP-nnn}. */
    public String code() {
        return code;
    }

    /** What to do, one sentence. */
    public String next() {
        return next;
    }

    /** Code, what happened and what to do, on one line. */
    public String line(String sentence) {
        return code + " " + sentence + " " + next;
    }
}
