package io.skep.common.pki;

import io.skep.beehive.api.ErrorCode;
import io.skep.beehive.api.ErrorType;

/** What can go wrong with certificates and tokens: SKEP-401 to SKEP-449. */
public enum PkiError implements ErrorCode {
    TOKEN_MALFORMED("SKEP-401", ErrorType.REQUEST, "Copy the whole token again from the cloud's token file."),
    CA_HASH_MISMATCH(
            "SKEP-402", ErrorType.PERMISSION, "Check that the token and httpServer belong to the same cloudcore."),
    TOKEN_EXPIRED("SKEP-403", ErrorType.PERMISSION, "Take a fresh token from the cloud, and compare the clocks."),
    TOKEN_REFUSED("SKEP-404", ErrorType.PERMISSION, "Take a fresh token from the cloud that httpServer names."),
    CERTIFICATE_REFUSED("SKEP-405", ErrorType.REQUEST, "See the cloud's log for the reason."),
    CERTIFICATE_MISSING("SKEP-406", ErrorType.REQUEST, "See the cloud's log: it could not sign the request."),
    SERVER_UNREACHABLE(
            "SKEP-407", ErrorType.NETWORK, "Check httpServer, the network and that cloudcore listens on that port."),
    SERVER_UNTRUSTED(
            "SKEP-408",
            ErrorType.PERMISSION,
            "Check that the cloud's certificate names this host: advertiseAddress and dnsNames of cloudHub."),
    REQUEST_INVALID("SKEP-409", ErrorType.REQUEST, "Send a PKCS#10 request in DER, signed by its own P-256 key."),
    KEY_UNREADABLE("SKEP-410", ErrorType.CONFIGURATION, "Give a PEM or DER file with an EC or RSA key, not encrypted."),
    CERTIFICATE_UNREADABLE("SKEP-411", ErrorType.CONFIGURATION, "Give a PEM or DER file with an X.509 certificate."),
    KEY_MISMATCH("SKEP-412", ErrorType.CONFIGURATION, "Give the key that belongs to the certificate."),
    FILE_UNWRITABLE("SKEP-413", ErrorType.STORAGE, "Check the folder's owner, mode and free space."),
    ANSWER_TOO_LONG("SKEP-414", ErrorType.NETWORK, "Check that httpServer names cloudcore's port 10002.");

    private final String code;
    private final ErrorType type;
    private final String next;

    PkiError(String code, ErrorType type, String next) {
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
