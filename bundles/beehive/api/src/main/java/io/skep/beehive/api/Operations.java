package io.skep.beehive.api;

/** The operation words of KubeEdge v1.15.0 as they stand on the wire. */
public final class Operations {

    public static final String INSERT = "insert";
    public static final String DELETE = "delete";
    public static final String QUERY = "query";
    public static final String UPDATE = "update";
    public static final String PATCH = "patch";
    public static final String UPLOAD = "upload";
    public static final String RESPONSE = "response";
    public static final String ERROR = "error";
    public static final String KEEPALIVE = "keepalive";
    public static final String CONNECT = "connect";

    private Operations() {}
}
