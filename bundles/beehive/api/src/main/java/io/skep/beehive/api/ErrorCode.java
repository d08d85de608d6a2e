package io.skep.beehive.api;

/**
 * One class of failure. Each bundle keeps its codes in one enum; docs/errors.md lists them all. Ranges: SKEP-1xx script, launcher and
 * assembler; 2xx bus and bundles; 3xx configuration; 4xx certificates and tokens; 5xx link and hubs; 6xx Kubernetes API and controllers;
 * 7xx store and metadata; 8xx pods and their runtimes; 9xx HTTP.
 */
public interface ErrorCode {

    /** Stable code, {@code SKEP-nnn}. */
    String code();

    ErrorType type();

    /** What to do or which command to type next, one sentence. */
    String next();
}
