package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The order of a merged list. Items that the patch names stand in its order, items that only the server has in the old order, and the two are
 * interleaved as near to the old order as that allows.
 *
 * @param key the merge key, empty for single values
 */
record MergedLists(String key) {

    /** What makes an item that item. */
    JsonNode identity(JsonNode item) {
        return key.isEmpty() ? item : item.path(key);
    }

    int indexOf(List<JsonNode> list, JsonNode item) {
        JsonNode wanted = identity(item);
        for (int i = 0; i < list.size(); i++) {
            if (identity(list.get(i)).equals(wanted)) {
                return i;
            }
        }
        return -1;
    }

    List<JsonNode> order(List<JsonNode> merged, List<JsonNode> patchOrder, List<JsonNode> oldOrder) {
        Set<JsonNode> inPatch = new HashSet<>();
        patchOrder.forEach(item -> inPatch.add(identity(item)));
        List<JsonNode> ofPatch = new ArrayList<>();
        List<JsonNode> ofServer = new ArrayList<>();
        merged.forEach(item -> (inPatch.contains(identity(item)) ? ofPatch : ofServer).add(item));
        sort(ofPatch, patchOrder);
        sort(ofServer, oldOrder);
        return interleave(ofServer, ofPatch, oldOrder);
    }

    private void sort(List<JsonNode> items, List<JsonNode> order) {
        items.sort(Comparator.comparingInt(item -> {
            int index = indexOf(order, item);
            return index < 0 ? Integer.MAX_VALUE : index;
        }));
    }

    private List<JsonNode> interleave(List<JsonNode> left, List<JsonNode> right, List<JsonNode> oldOrder) {
        List<JsonNode> all = new ArrayList<>(left.size() + right.size());
        int l = 0;
        int r = 0;
        while (l < left.size() && r < right.size()) {
            int leftIndex = indexOf(oldOrder, left.get(l));
            int rightIndex = indexOf(oldOrder, right.get(r));
            boolean leftFirst = leftIndex >= 0 && rightIndex >= 0 && leftIndex < rightIndex;
            all.add(leftFirst ? left.get(l++) : right.get(r++));
        }
        all.addAll(left.subList(l, left.size()));
        all.addAll(right.subList(r, right.size()));
        return all;
    }
}
