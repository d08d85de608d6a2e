package io.skep.itests.fuzz.parsers;

import io.skep.common.kubeapi.ApiException;
import io.skep.itests.fuzz.Finding;

/** What a client may be told that sent rubbish. */
final class Status {

    private Status() {}

    /** Fails unless it is the client's fault by the status. */
    static void client(ApiException refusal) {
        Finding.unless(refusal.httpCode() >= 400 && refusal.httpCode() < 500, "status " + refusal.httpCode());
    }
}
