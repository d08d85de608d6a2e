package io.skep.beehive.socket.internal;

import java.nio.file.Path;

/**
 * One item of socket_module.yaml.
 *
 * @param module name of the socket, if it is offered here; else of the module that uses it
 * @param server whether the socket is offered here
 * @param address the socket's file
 * @param mostConnections how many processes may be connected to a socket that is offered here
 * @param bufferSize bytes of the largest packet
 */
record SocketEntry(String module, boolean server, Path address, int mostConnections, int bufferSize) {

    static final int MOST_CONNECTIONS = 1024;
    static final int DEFAULT_CONNECTIONS = 16;
    static final int SMALLEST_BUFFER = 1024;
    static final int LARGEST_BUFFER = 1024 * 1024;
    static final int DEFAULT_BUFFER = 64 * 1024;
}
