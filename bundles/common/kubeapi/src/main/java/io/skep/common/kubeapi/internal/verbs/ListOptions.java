package io.skep.common.kubeapi.internal.verbs;

import io.skep.common.kubeapi.internal.select.Selector;
import java.util.Optional;

/**
 * What to list.
 *
 * @param exact state at this revision; empty for now
 * @param atLeast the state must not be older than this revision; 0 for any
 * @param limit most objects in the answer, 0 for all
 * @param from place to go on at
 */
public record ListOptions(
        Selector selector, Optional<Long> exact, long atLeast, long limit, Optional<Continuation> from) {}
