/** What every server on Netty needs and Netty leaves out: ports that are free when they are closed, and no classes of former bundles kept alive. */
@Export
@Version("1.0.0")
package io.skep.common.net;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
