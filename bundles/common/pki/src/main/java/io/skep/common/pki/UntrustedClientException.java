package io.skep.common.pki;

import java.security.cert.CertificateException;

/** A client's chain is refused. */
public final class UntrustedClientException extends CertificateException {

    private static final long serialVersionUID = 1L;

    private final transient CertificateFault fault;

    public UntrustedClientException(CertificateFault fault) {
        super(fault.text());
        this.fault = fault;
    }

    public CertificateFault fault() {
        return fault;
    }
}
