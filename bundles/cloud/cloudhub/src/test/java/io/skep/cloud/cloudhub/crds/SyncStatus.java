package io.skep.cloud.cloudhub.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How far the edge is. */
public class SyncStatus {

    @JsonPropertyDescription("resourceVersion that the edge acknowledged last, 0 when none")
    public String objectResourceVersion;
}
