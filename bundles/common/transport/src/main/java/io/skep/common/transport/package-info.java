/** The link between cloud and edge: messages over WebSocket (KubeEdge's viaduct), either end. */
@Export
@Version("2.1.0")
package io.skep.common.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
