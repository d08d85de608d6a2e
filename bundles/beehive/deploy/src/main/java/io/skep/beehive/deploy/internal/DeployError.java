package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** Failures of coming, changing and going bundles: SKEP-270 to SKEP-284, and older codes that came here with what they tell of. */
enum DeployError implements ErrorCode {
    NOT_DEPLOYABLE(
            "SKEP-112", ErrorType.REQUEST, "Put only OSGi bundles there: jars whose manifest has Bundle-SymbolicName."),
    DEPLOYED_TWICE("SKEP-128", ErrorType.REQUEST, "Take one of the two files out of the deploy folder."),
    UNKNOWN_BUNDLE("SKEP-224", ErrorType.REQUEST, "Type lb for the installed bundles."),
    BUNDLE_FAILED("SKEP-225", ErrorType.REQUEST, "Correct the bundle, then update it."),
    NO_BUNDLE("SKEP-226", ErrorType.REQUEST, "Build the jar with bnd, which writes its OSGi manifest."),
    REFRESH_TIMEOUT("SKEP-228", ErrorType.RESOURCE, "Type lb to see what the framework has done so far."),
    UNSIGNED("SKEP-270", ErrorType.PERMISSION, "Sign the jar with jarsigner and a key that the trust store knows."),
    NOT_TRUSTED(
            "SKEP-271",
            ErrorType.PERMISSION,
            "Let somebody sign the jar whose certificate is in the file that skep.deploy.truststore names."),
    ALTERED("SKEP-272", ErrorType.PERMISSION, "Fetch the jar again from whoever signed it; do not run this one."),
    CERTIFICATE_EXPIRED(
            "SKEP-273",
            ErrorType.PERMISSION,
            "Sign the jar with a certificate that is valid now, and check this machine's clock."),
    DOWNGRADE("SKEP-274", ErrorType.REQUEST, "Take a newer jar, or say --force if the older one is wanted."),
    TOO_LARGE("SKEP-275", ErrorType.RESOURCE, "Make the bundle smaller than 64 MiB."),
    OTHER_BUNDLE("SKEP-276", ErrorType.REQUEST, "Give the jar of the bundle that is to be updated."),
    ROLLED_BACK("SKEP-277", ErrorType.REQUEST, "Correct the new version, then update again."),
    ROLLBACK_FAILED(
            "SKEP-278",
            ErrorType.BUG,
            "Update the bundle from a jar that works; until then the messages to its modules wait."),
    NOT_RESOLVED(
            "SKEP-279",
            ErrorType.REQUEST,
            "Install a bundle that provides it: put into deploy/ as this one it starts this one too, else start it"
                    + " again in the shell."),
    STORE_FAILED("SKEP-280", ErrorType.STORAGE, "Make the folder writable and free some space."),
    TRUST_STORE(
            "SKEP-281",
            ErrorType.CONFIGURATION,
            "Let skep.deploy.truststore name a PEM or PKCS#12 file with the certificates of who may sign bundles."),
    REJECTED(
            "SKEP-282",
            ErrorType.REQUEST,
            "Put a corrected build there; update --from in the shell tries this one again.");

    private final String code;
    private final ErrorType type;
    private final String next;

    DeployError(String code, ErrorType type, String next) {
        this.code = code;
        this.type = type;
        this.next = next;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorType type() {
        return type;
    }

    @Override
    public String next() {
        return next;
    }
}
