/** The Kubernetes API as the cloud modules use it: objects as JSON trees over one kubeconfig. */
@Export
@Version("1.0.0")
package io.skep.cloud.kube;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
