package io.skep.cloud.cloudhub.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Which object is meant. */
public class SyncSpec {

    @JsonPropertyDescription("apiVersion of the object")
    public String objectAPIVersion;

    @JsonPropertyDescription("kind of the object")
    public String objectKind;

    @JsonPropertyDescription("name of the object")
    public String objectName;
}
