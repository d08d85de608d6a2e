package io.skep.beehive.api;

/** Whose fault a failure is: what an operator looks at first. */
public enum ErrorType {
    REQUEST,
    CONFIGURATION,
    PERMISSION,
    NETWORK,
    STORAGE,
    RESOURCE,
    BUG
}
