/** What both sides of the link share: the wire form of messages, resource paths, Kubernetes objects as JSON trees. */
@Export
@Version("1.2.0")
package io.skep.common.model;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
