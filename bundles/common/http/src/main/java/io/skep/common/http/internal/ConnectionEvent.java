package io.skep.common.http.internal;

/** What the decoder tells the connection beside messages. */
enum ConnectionEvent {
    /** Something came from the client. */
    BYTES
}
