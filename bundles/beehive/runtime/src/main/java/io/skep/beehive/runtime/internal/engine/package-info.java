/**
 * The bus without OSGi: mailboxes, runs, sync calls and restarts as plain objects. The testkit compiles this package too, so that modules
 * are tested against the bus that carries them in the container.
 */
package io.skep.beehive.runtime.internal.engine;
