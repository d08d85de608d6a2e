package io.skep.beehive.api;

import org.osgi.annotation.versioning.ProviderType;

/** A message in the hands of a module that says by itself when it has finished with it. */
@ProviderType
public interface Delivery {

    Message message();

    /** True when an earlier version of the module, or an earlier run, had received the message without finishing it. */
    boolean redelivered();

    /** Finishes the message. Further calls do nothing. May be called from any thread. */
    void done();
}
