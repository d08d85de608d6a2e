/** The columns that clients see in lists: built-in kinds and the printer columns of custom ones. */
@Export
@Version("1.0.0")
package io.skep.common.kubeapi.table;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
