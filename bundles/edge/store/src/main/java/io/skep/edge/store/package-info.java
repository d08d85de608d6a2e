/**
 * The edge's durable state on one SQLite file: the metadata that the cloud pushed ({@link io.skep.edge.store.MetaStore}) and the messages
 * that the cloud has not confirmed yet ({@link io.skep.edge.store.Outbox}).
 *
 * <p>Every method may be called from any thread, virtual ones included; SQLite itself runs on platform threads of the store. A method that
 * changes something returns when the change is on the disk, unless it says otherwise. All methods throw
 * {@link io.skep.beehive.api.SkepException} with a code of {@link io.skep.edge.store.StoreError} when the file cannot be used.
 */
@Export
@Version("1.2.0")
package io.skep.edge.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
