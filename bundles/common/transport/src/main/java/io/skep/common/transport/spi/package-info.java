/** What the lanes of the link share, for the bundles common.transport and common.transport.*; and how a hub gets a lane that may be missing. */
@Export
@Version("1.0.0")
package io.skep.common.transport.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
