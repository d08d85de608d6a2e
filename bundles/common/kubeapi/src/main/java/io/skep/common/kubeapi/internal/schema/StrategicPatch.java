package io.skep.common.kubeapi.internal.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skep.common.kubeapi.internal.schema.FieldType.AnyType;
import io.skep.common.kubeapi.internal.schema.FieldType.ListType;
import io.skep.common.kubeapi.internal.schema.FieldType.MapType;
import io.skep.common.kubeapi.internal.schema.FieldType.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Merges one strategic patch into one object. Source: Kubernetes' design document on strategic merge patches and its directives. */
public final class StrategicPatch {

    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN = "$retainKeys";
    private static final String DELETE_VALUES = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";

    private final Definitions definitions;

    public StrategicPatch(Definitions definitions) {
        this.definitions = definitions;
    }

    /** The patched copy. Throws IllegalArgumentException for a malformed patch. */
    public ObjectNode apply(ObjectNode original, ObjectNode patch, String group, String version, String kind) {
        Definition root = definitions
                .kind(group, version, kind)
                .orElseThrow(() -> new IllegalArgumentException("strategic merge patch is not supported for "
                        + (group.isEmpty() ? version : group + "/" + version) + " " + kind));
        return merge(original.deepCopy(), patch, Optional.of(root));
    }

    private ObjectNode merge(ObjectNode target, ObjectNode patch, Optional<Definition> type) {
        JsonNode directive = patch.path(DIRECTIVE);
        if (!directive.isMissingNode()) {
            switch (directive.asText()) {
                case "replace" -> {
                    return (ObjectNode) withoutDirectives(patch);
                }
                case "delete" -> {
                    return patch.objectNode();
                }
                case "merge" -> {}
                default -> throw badDirective(directive);
            }
        }
        retainKeys(target, patch);
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            member(target, patch, entry.getKey(), entry.getValue(), type);
        }
        return target;
    }

    private static IllegalArgumentException badDirective(JsonNode directive) {
        return new IllegalArgumentException("unknown patch type found: " + directive.asText());
    }

    private static void retainKeys(ObjectNode target, ObjectNode patch) {
        JsonNode retained = patch.path(RETAIN);
        if (retained.isMissingNode()) {
            return;
        }
        if (!retained.isArray()) {
            throw new IllegalArgumentException("invalid patch format of " + RETAIN + ": it must be a list");
        }
        Set<String> keep = new HashSet<>();
        retained.forEach(key -> keep.add(key.asText()));
        patch.fieldNames().forEachRemaining(field -> {
            if (!field.startsWith("$") && !patch.get(field).isNull() && !keep.contains(field)) {
                throw new IllegalArgumentException(
                        "the field " + field + " of the patch is missing in its " + RETAIN + " list");
            }
        });
        target.retain(keep);
    }

    private void member(ObjectNode target, ObjectNode patch, String name, JsonNode value, Optional<Definition> type) {
        if (name.startsWith(DELETE_VALUES)) {
            deleteValues(target, name.substring(DELETE_VALUES.length()), value);
        } else if (name.startsWith(ORDER)) {
            String list = name.substring(ORDER.length());
            if (!patch.has(list)) {
                reorder(target, list, value, type);
            }
        } else if (name.equals(DIRECTIVE) || name.equals(RETAIN)) {
            return;
        } else if (value.isNull()) {
            target.remove(name);
        } else {
            JsonNode old = target.get(name);
            Optional<String> key = type.flatMap(definition -> MergeKeys.find(definition.name(), name));
            if (value.isArray() && key.isPresent()) {
                Optional<JsonNode> order = Optional.ofNullable(patch.get(ORDER + name));
                List<JsonNode> before = old != null && old.isArray() ? items(old) : List.of();
                List<JsonNode> merged =
                        list(before, items(value), order, new MergedLists(key.get()), element(type, name));
                target.set(name, array(target, merged));
            } else if (value instanceof ObjectNode object && old instanceof ObjectNode before) {
                target.set(name, merge(before, object, below(type, name)));
            } else {
                target.set(name, withoutDirectives(value));
            }
        }
    }

    private static List<JsonNode> items(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        return items;
    }

    private static ArrayNode array(ObjectNode factory, List<JsonNode> items) {
        return factory.arrayNode().addAll(items);
    }

    private Optional<Definition> below(Optional<Definition> type, String field) {
        return type.flatMap(definition -> definition.find(field)).flatMap(this::structure);
    }

    private Optional<Definition> element(Optional<Definition> type, String field) {
        return type.flatMap(definition -> definition.find(field))
                .flatMap(list -> list instanceof ListType(FieldType item) ? structure(item) : Optional.empty());
    }

    private Optional<Definition> structure(FieldType type) {
        return switch (type) {
            case Reference(String name) -> Optional.ofNullable(definitions.definition(name));
            case MapType _, ListType _, AnyType _, FieldType.Scalar _ -> Optional.empty();
        };
    }

    private static void deleteValues(ObjectNode target, String list, JsonNode values) {
        if (!values.isArray()) {
            throw new IllegalArgumentException(
                    "invalid patch format of " + DELETE_VALUES + list + ": it must be a list");
        }
        if (target.get(list) instanceof ArrayNode old) {
            Set<JsonNode> gone = new HashSet<>(items(values));
            List<JsonNode> left =
                    items(old).stream().filter(item -> !gone.contains(item)).toList();
            target.set(list, array(target, left));
        }
    }

    private void reorder(ObjectNode target, String list, JsonNode order, Optional<Definition> type) {
        Optional<String> key = type.flatMap(definition -> MergeKeys.find(definition.name(), list));
        if (key.isPresent() && order.isArray() && target.get(list) instanceof ArrayNode old) {
            List<JsonNode> before = items(old);
            target.set(list, array(target, new MergedLists(key.get()).order(before, items(order), before)));
        }
    }

    private List<JsonNode> list(
            List<JsonNode> old,
            List<JsonNode> patch,
            Optional<JsonNode> order,
            MergedLists lists,
            Optional<Definition> element) {
        List<JsonNode> additions = new ArrayList<>();
        List<JsonNode> merged = new ArrayList<>(old);
        boolean replace = lists.key().isEmpty() ? false : directives(patch, merged, additions, lists);
        if (lists.key().isEmpty()) {
            additions.addAll(patch);
        }
        if (replace) {
            merged.clear();
        }
        for (JsonNode item : additions) {
            int index = lists.indexOf(merged, item);
            if (index < 0) {
                merged.add(withoutDirectives(item));
            } else if (item instanceof ObjectNode object && merged.get(index) instanceof ObjectNode before) {
                merged.set(index, merge(before, object, element));
            }
        }
        if (replace) {
            return merged;
        }
        List<JsonNode> wanted =
                order.filter(JsonNode::isArray).map(StrategicPatch::items).orElse(additions);
        order.ifPresent(given -> checkOrder(additions, wanted, lists));
        return lists.order(merged, wanted, old);
    }

    /** Every item that the patch carries must be in the order that it gives, in that order. */
    private static void checkOrder(List<JsonNode> additions, List<JsonNode> order, MergedLists lists) {
        int last = -1;
        for (JsonNode item : additions) {
            int index = lists.indexOf(order, item);
            if (index <= last) {
                throw new IllegalArgumentException("The order in patch list:\n" + additions
                        + "\n doesn't match $setElementOrder list:\n" + order + "\n");
            }
            last = index;
        }
    }

    /** Carries out what the items say about the list, and puts the others aside. True when the list is to be replaced. */
    private static boolean directives(
            List<JsonNode> patch, List<JsonNode> merged, List<JsonNode> additions, MergedLists lists) {
        boolean replace = false;
        for (JsonNode item : patch) {
            JsonNode directive = item.path(DIRECTIVE);
            switch (directive.asText("")) {
                case "replace" -> replace = true;
                case "delete" -> {
                    requireKey(item, lists);
                    merged.removeIf(old -> lists.identity(old).equals(lists.identity(item)));
                }
                case "", "merge" -> {
                    requireKey(item, lists);
                    additions.add(item);
                }
                default -> throw badDirective(directive);
            }
        }
        return replace;
    }

    private static void requireKey(JsonNode item, MergedLists lists) {
        if (!item.has(lists.key())) {
            throw new IllegalArgumentException("map: " + item + " does not contain declared merge key: " + lists.key());
        }
    }

    /** What a patch adds where nothing was: nulls and directives mean nothing there. */
    private static JsonNode withoutDirectives(JsonNode value) {
        if (value instanceof ObjectNode object) {
            if (object.path(DIRECTIVE).asText("").equals("delete")) {
                return object.objectNode();
            }
            ObjectNode clean = object.objectNode();
            object.properties().forEach(entry -> {
                if (!entry.getKey().startsWith("$") && !entry.getValue().isNull()) {
                    clean.set(entry.getKey(), withoutDirectives(entry.getValue()));
                } else if (entry.getKey().equals("$ref") || entry.getKey().equals("$schema")) {
                    clean.set(entry.getKey(), entry.getValue());
                }
            });
            return clean;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode clean = array.arrayNode();
            array.forEach(item -> {
                if (!(item.isObject()
                        && item.has(DIRECTIVE)
                        && !item.path(DIRECTIVE).asText().equals("merge"))) {
                    clean.add(withoutDirectives(item));
                }
            });
            return clean;
        }
        return value;
    }
}
