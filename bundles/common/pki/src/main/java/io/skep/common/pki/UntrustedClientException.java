package io.skep.common.pki;

import java.security.cert.CertificateException;

/** A client's chain is refused. */
final class UntrustedClientException extends CertificateException {

    private static final long serialVersionUID = 1L;

    private final transient CertificateFault fault;

    UntrustedClientException(CertificateFault fault) {
        super(fault.text());
        this.fault = fault;
    }

    CertificateFault fault() {
        return fault;
    }
}
