/** What edged asks of a container runtime. No components, no threads, no I/O. */
@Export
@Version("2.0.0")
package io.skep.edge.runtime;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
