/**
 * The contract between the bus and its modules: {@link io.skep.beehive.api.Module}, {@link io.skep.beehive.api.Message} and
 * {@link io.skep.beehive.api.ModuleContext}.
 *
 * <p>Nothing in this package starts a thread, does I/O or keeps state. Null is never passed or returned unless a method says so.
 */
@Export
@Version("1.2.0")
package io.skep.beehive.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
