package io.skep.common.kubeapi.internal.verbs;

import io.skep.common.kubeapi.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A list or a piece of one.
 *
 * @param next where it goes on; empty at its end
 * @param remaining how many objects follow, when that is known
 */
public record Page(long revision, List<StoredObject> objects, Optional<Continuation> next, OptionalLong remaining) {}
