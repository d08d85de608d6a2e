package io.skep.beehive.deploy.internal;

/** A component that cannot be made. */
public class BadComponent {

    public BadComponent() {
        throw new IllegalStateException("the address is empty");
    }
}
