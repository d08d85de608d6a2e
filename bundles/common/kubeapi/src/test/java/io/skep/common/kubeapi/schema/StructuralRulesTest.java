package io.skep.common.kubeapi.schema;

import static io.skep.common.kubeapi.schema.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuralRulesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'string'} | root.type",
                "{'type':'object','properties':{'a':{}}} | root.properties[a].type",
                "{'type':'object','properties':{'a':{'type':'text'}}} | root.properties[a].type",
                "{'type':'object','properties':{'a':{'type':'array'}}} | root.properties[a].items",
                "{'type':'object','properties':{'a':{'type':'string','pattern':'('}}} | root.properties[a].pattern",
                "{'type':'object','properties':{'a':{'$ref':'x','type':'object'}}} | root.properties[a].$ref",
                "{'type':'object','anyOf':[{'type':'object'}]} | root.anyOf[0].type",
                "{'type':'object','properties':{},'additionalProperties':{'type':'string'}} | root.additionalProperties"
            })
    void namesWhatIsNotStructural(String schema, String path) {
        assertThat(Schemas.checkCrdSchema(tree(schema), "root"))
                .extracting(FieldError::path)
                .containsExactly(path);
    }

    @Test
    void acceptsAStructuralSchema() {
        assertThat(Schemas.checkCrdSchema(
                        tree("{'type':'object','properties':{'spec':{'type':'object','properties':{'port':"
                                + "{'x-kubernetes-int-or-string':true,'anyOf':[{'type':'integer'},{'type':'string'}]},"
                                + "'any':{'x-kubernetes-preserve-unknown-fields':true},"
                                + "'map':{'type':'object','additionalProperties':{'type':'string'}}},"
                                + "'oneOf':[{'required':['port']},{'required':['any']}]}}}"),
                        "root"))
                .isEmpty();
    }
}
