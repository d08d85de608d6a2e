package io.skep.common.kubeapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.osgi.annotation.versioning.ConsumerType;

/** Signs service account tokens with a key of its own. Thread-safe. */
@ConsumerType
public interface TokenIssuer {

    /** The {@code iss} of its tokens, and their audience when a request names none. */
    String issuer();

    /** A JWT with these claims. */
    String sign(ObjectNode claims);
}
