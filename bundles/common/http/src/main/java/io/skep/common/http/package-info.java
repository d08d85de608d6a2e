/** The one HTTP layer: servers that stream, bound what they read and run handlers on virtual threads. */
@Export
@Version("1.1.0")
package io.skep.common.http;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
