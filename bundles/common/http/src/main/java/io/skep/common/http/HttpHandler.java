package io.skep.common.http;

import org.osgi.annotation.versioning.ConsumerType;

/** Answers requests. */
@ConsumerType
@FunctionalInterface
public interface HttpHandler {

    /**
     * Answers one request. An exception before the answer began becomes a 500 without details; after it began the connection is closed. A
     * handler that returns without answering answers 204.
     */
    void handle(HttpExchange exchange) throws Exception;
}
