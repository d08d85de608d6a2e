package io.skep.edge.runtime;

/**
 * What a registry may want to know before it gives an image.
 *
 * @param server as in the pull secret, e.g. {@code registry.example.org}
 */
public record RegistryLogin(String server, String user, String password) {

    @Override
    public String toString() {
        return "login of " + user + " at " + server;
    }
}
