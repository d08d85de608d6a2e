package io.skep.common.kubeapi.internal.verbs;

import io.skep.common.kubeapi.ApiException;
import io.skep.common.kubeapi.Changes;
import io.skep.common.kubeapi.Listing;
import io.skep.common.kubeapi.StoreException;
import io.skep.common.kubeapi.StoreException.Problem;
import io.skep.common.kubeapi.StoreKey;
import io.skep.common.kubeapi.StoredObject;
import io.skep.common.kubeapi.internal.kinds.Resource;
import io.skep.common.kubeapi.internal.select.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The verbs get, list and watch. */
public final class Reads {

    private final ApiContext api;

    public Reads(ApiContext api) {
        this.api = api;
    }

    public StoredObject get(Resource resource, String namespace, String name) {
        return api.require(resource, namespace, name);
    }

    /** Lists objects; {@code namespace} is empty for all. */
    public Page list(Resource resource, String namespace, ListOptions options) {
        try {
            requireReached(options.atLeast());
            return options.from().isPresent() || options.exact().isPresent() || options.limit() > 0
                    ? paged(resource, namespace, options)
                    : whole(resource, namespace, options.selector());
        } catch (StoreException e) {
            throw options.from().isPresent()
                    ? ApiException.expired(
                            "The provided continue parameter is too old to display a consistent list result."
                                    + " You must start a new list without the continue parameter.")
                    : ApiException.of(e, resource.served(), "");
        }
    }

    private void requireReached(long revision) {
        if (revision > api.store().revision()) {
            throw new StoreException(
                    Problem.FUTURE,
                    "Too large resource version: " + revision + ", current: "
                            + api.store().revision());
        }
    }

    private Page whole(Resource resource, String namespace, Selector selector) {
        Listing listing = api.store().list(resource.served().qualifiedName(), namespace, 0);
        List<StoredObject> objects = listing.objects();
        if (!selector.isAll()) {
            Optional<String> only = selector.onlyName();
            objects = objects.stream()
                    .filter(object ->
                            only.isEmpty() || only.get().equals(object.key().name()))
                    .filter(object -> selector.matches(object.tree()))
                    .toList();
        }
        return new Page(listing.revision(), objects, Optional.empty(), OptionalLong.empty());
    }

    private Page paged(Resource resource, String namespace, ListOptions options) {
        String name = resource.served().qualifiedName();
        long at = options.from().map(Continuation::revision).or(options::exact).orElse(0L);
        Listing listing = api.store().list(name, namespace, at);
        StoreKey after = options.from()
                .map(from -> new StoreKey(name, from.namespace(), from.name()))
                .orElse(new StoreKey(name, "", ""));
        long limit = options.limit() > 0 ? options.limit() : Long.MAX_VALUE;
        List<StoredObject> objects = new ArrayList<>();
        long left = 0;
        for (StoredObject object : listing.objects()) {
            boolean wanted = object.key().compareTo(after) > 0
                    && (options.selector().isAll() || options.selector().matches(object.tree()));
            if (wanted && objects.size() < limit) {
                objects.add(object);
            } else if (wanted) {
                left++;
            }
        }
        if (left == 0) {
            return new Page(listing.revision(), objects, Optional.empty(), OptionalLong.empty());
        }
        StoreKey last = objects.getLast().key();
        return new Page(
                listing.revision(),
                objects,
                Optional.of(new Continuation(listing.revision(), last.namespace(), last.name())),
                options.selector().isAll() ? OptionalLong.of(left) : OptionalLong.empty());
    }

    /**
     * Watches objects.
     *
     * @param after events begin after this revision; empty or 0 to begin with what is there
     */
    public SelectedWatch watch(Resource resource, String namespace, Selector selector, Optional<Long> after) {
        String name = resource.served().qualifiedName();
        try {
            if (after.orElse(0L) > 0) {
                Changes changes = api.store().changes(name, after.get());
                return new SelectedWatch(changes, namespace, selector, List.of());
            }
            Listing listing = api.store().list(name, namespace, 0);
            return new SelectedWatch(
                    api.store().changes(name, listing.revision()), namespace, selector, listing.objects());
        } catch (StoreException e) {
            throw ApiException.of(e, resource.served(), "");
        }
    }
}
