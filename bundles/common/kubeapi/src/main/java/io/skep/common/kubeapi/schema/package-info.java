/** What kinds of objects look like: validation, pruning, defaults, strategic merge and the OpenAPI documents. */
@Export
@Version("1.0.0")
package io.skep.common.kubeapi.schema;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
