/** What kinds of objects look like: validation, pruning, defaults, strategic merge and the OpenAPI documents. */
package io.skep.common.kubeapi.schema;
