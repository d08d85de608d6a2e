package io.skep.common.kubeapi.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.common.kubeapi.internal.schema.FieldType.ListType;
import io.skep.common.kubeapi.internal.schema.FieldType.Reference;
import org.junit.jupiter.api.Test;

class MergeKeysTest {

    @Test
    void everyListOfTheTableExistsWithItsKey() {
        for (String path : MergeKeys.all()) {
            String name = path.substring(0, path.lastIndexOf('.'));
            String field = path.substring(path.lastIndexOf('.') + 1);
            Definition definition = Definitions.get().definition(name);
            assertThat(definition).as(name).isNotNull();
            FieldType type = definition.find(field).orElseThrow(() -> new AssertionError(path));
            assertThat(type).as(path).isInstanceOf(ListType.class);
            String key = MergeKeys.find(name, field).orElseThrow();
            if (((ListType) type).item() instanceof Reference(String item)) {
                assertThat(Definitions.get().definition(item).fields()).as(path).containsKey(key);
            } else {
                assertThat(key).as(path).isEmpty();
            }
        }
    }

    @Test
    void volumesRetainKeys() {
        assertThat(MergeKeys.patchStrategy("io.k8s.api.core.v1.PodSpec", "volumes"))
                .contains("merge,retainKeys");
        assertThat(MergeKeys.patchMergeKey("io.k8s.api.core.v1.PodSpec", "volumes"))
                .contains("name");
    }
}
