/** Kubernetes REST semantics over a store: what is served, how it is kept, and the handler that answers clients. */
@Export
@Version("1.0.0")
package io.skep.common.kubeapi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
