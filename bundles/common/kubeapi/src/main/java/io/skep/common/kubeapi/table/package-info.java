/** The columns that clients see in lists: built-in kinds and the printer columns of custom ones. */
package io.skep.common.kubeapi.table;
