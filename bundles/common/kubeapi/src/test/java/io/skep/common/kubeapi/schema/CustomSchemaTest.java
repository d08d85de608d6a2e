package io.skep.common.kubeapi.schema;

import static io.skep.common.kubeapi.schema.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomSchemaTest {

    private static Schema spec(String schema) {
        return Schemas.ofCrdVersion(tree("{'type':'object','properties':{'spec':" + schema + "}}"), false);
    }

    private static List<String> faults(String schema, String value) {
        return spec(schema)
                .check(tree("{'apiVersion':'a/v1','kind':'K','metadata':{'name':'n'},'spec':" + value + "}"))
                .stream()
                .map(FieldError::sentence)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'integer'} | 'x' | spec: Invalid value: \"string\": spec in body must be of type integer: \"string\"",
                "{'type':'integer','minimum':1} | 0 | spec: Invalid value: 0: spec in body should be greater than or equal to 1",
                "{'type':'integer','maximum':9,'exclusiveMaximum':true} | 9 | spec: Invalid value: 9: spec in body should be less than 9",
                "{'type':'number','multipleOf':0.5} | 0.75 | spec: Invalid value: 0.75: spec in body should be a multiple of 0.5",
                "{'type':'string','pattern':'^a+$'} | 'b' | spec: Invalid value: \"b\": spec in body should match '^a+$'",
                "{'type':'string','maxLength':2} | 'abc' | spec: Too long: may not be longer than 2",
                "{'type':'string','minLength':2} | 'a' | spec: Invalid value: \"a\": spec in body should be at least 2 chars long",
                "{'type':'string','enum':['a','b']} | 'c' | spec: Unsupported value: \"c\": supported values: \"a\", \"b\"",
                "{'type':'string','format':'date-time'} | 'c' | spec: Invalid value: \"c\": spec in body must be of type date-time: \"c\"",
                "{'type':'array','items':{'type':'string'},'maxItems':1} | ['a','b'] | spec: Too many: 2: must have at most 1 items",
                "{'type':'array','items':{'type':'string'}} | ['a',1] | spec[1]: Invalid value: \"integer\": spec[1] in body must be of type string: \"integer\"",
                "{'type':'array','items':{'type':'string'},'x-kubernetes-list-type':'set'} | ['a','a'] | spec[1]: Duplicate value: \"a\"",
                "{'type':'object','required':['a'],'properties':{'a':{'type':'string'}}} | {} | spec.a: Required value",
                "{'type':'object','properties':{'a':{'type':'string'}}} | {'b':1} | unknown field \"spec.b\"",
                "{'type':'object','additionalProperties':{'type':'boolean'}} | {'b':1} | spec.b: Invalid value: \"integer\": spec.b in body must be of type boolean: \"integer\"",
                "{'type':'string'} | null | spec: Invalid value: \"null\": spec in body must be of type string: \"null\"",
                "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'}},'oneOf':[{'required':['a']},{'required':['b']}]} | {} | spec: Invalid value: {}: \"spec\" must validate one and only one schema (oneOf). Found none valid",
                "{'type':'integer','anyOf':[{'maximum':1},{'minimum':5}]} | 3 | spec: Invalid value: 3: \"spec\" must validate at least one schema (anyOf)",
                "{'type':'integer','not':{'maximum':1}} | 1 | spec: Invalid value: 1: \"spec\" must not validate the schema (not)",
                "{'x-kubernetes-int-or-string':true} | 1.5 | spec: Invalid value: \"number\": spec in body must be of type integer,string: \"number\""
            })
    void refusesInTheWordsOfTheApiServer(String schema, String value, String sentence) {
        assertThat(faults(schema, value)).containsExactly(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'string','nullable':true} | null",
                "{'type':'integer'} | 3.0",
                "{'x-kubernetes-int-or-string':true,'anyOf':[{'type':'integer'},{'type':'string'}]} | '80%'",
                "{'x-kubernetes-preserve-unknown-fields':true} | {'any':['thing']}",
                "{'type':'object','additionalProperties':true} | {'any':1}",
                "{'type':'object','oneOf':[{'required':['a']},{'required':['b']}],'properties':{'a':{'type':'string'},'b':{'type':'string'}}} | {'a':'x'}",
                "{'type':'array','items':{'type':'object','properties':{'n':{'type':'string'}}},'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['n']} | [{'n':'a'},{'n':'b'}]",
                "{'type':'string','pattern':'(?P<year>[0-9]+)'} | '2026'"
            })
    void acceptsWhatTheSchemaAllows(String schema, String value) {
        assertThat(faults(schema, value)).isEmpty();
    }

    @Test
    void metadataIsObjectMetaWhateverTheSchemaSays() {
        Schema schema = Schemas.ofCrdVersion(tree("{'type':'object'}"), false);
        assertThat(schema.check(tree("{'apiVersion':'a/v1','kind':'K','metadata':{'name':1,'foo':2}}")))
                .extracting(FieldError::path)
                .containsExactly("metadata.name", "metadata.foo");
    }

    @Test
    void embeddedResourcesAreObjects() {
        String schema = "{'type':'object','x-kubernetes-embedded-resource':true,"
                + "'x-kubernetes-preserve-unknown-fields':true}";
        assertThat(faults(schema, "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'x'},'data':1}"))
                .isEmpty();
        assertThat(faults(schema, "{'kind':'Pod','metadata':{'nam':'x'}}"))
                .containsExactly("spec.apiVersion: Required value", "unknown field \"spec.metadata.nam\"");
    }

    @Test
    void prunesOutsideOfPreservedLevelsAndInsideOfTheirProperties() {
        Schema schema = spec("{'type':'object','properties':{'open':{'type':'object',"
                + "'x-kubernetes-preserve-unknown-fields':true,'properties':{'closed':{'type':'object'}}}}}");
        ObjectNode object = tree("{'kind':'K','metadata':{'name':'n','x':1},'extra':1,"
                + "'spec':{'a':1,'open':{'b':1,'closed':{'c':1}}}}");
        schema.prune(object);
        assertThat(object).isEqualTo(tree("{'kind':'K','metadata':{'name':'n'},'spec':{'open':{'b':1,'closed':{}}}}"));
    }

    @Test
    void preservedUnknownFieldsStayEverywhere() {
        Schema schema = Schemas.ofCrdVersion(tree("{'type':'object'}"), true);
        ObjectNode object = tree("{'kind':'K','spec':{'a':1}}");
        schema.prune(object);
        assertThat(object.at("/spec/a").asInt()).isEqualTo(1);
        assertThat(schema.check(object)).isEmpty();
    }

    @Test
    void defaultsFillAbsentFieldsAndThenTheirOwn() {
        Schema schema = spec("{'type':'object','default':{},'properties':{'replicas':{'type':'integer','default':1},"
                + "'list':{'type':'array','items':{'type':'object','properties':{'p':{'type':'string','default':'x'}}}},"
                + "'map':{'type':'object','additionalProperties':{'type':'object','properties':{'q':{'type':'integer',"
                + "'default':2}}}},'kept':{'type':'string','nullable':true,'default':'d'}}}");
        ObjectNode object = tree("{}");
        schema.applyDefaults(object);
        assertThat(object).isEqualTo(tree("{'spec':{'replicas':1,'kept':'d'}}"));
        ObjectNode full = tree("{'spec':{'replicas':null,'kept':null,'list':[{}],'map':{'k':{}}}}");
        schema.applyDefaults(full);
        assertThat(full).isEqualTo(tree("{'spec':{'replicas':1,'kept':null,'list':[{'p':'x'}],'map':{'k':{'q':2}}}}"));
    }

    @Test
    @Timeout(20)
    void aPatternThatWouldRunForEverIsGivenUp() {
        String evil = "a".repeat(40) + "!";
        long start = System.nanoTime();
        assertThat(faults("{'type':'string','pattern':'^(.*a){14}b$'}", "'" + evil + "'"))
                .singleElement()
                .asString()
                .contains("takes more than");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    @Timeout(20)
    void aPatternThatWouldOverflowTheStackIsGivenUp() {
        String text = "ab".repeat(50_000);
        assertThatCode(() -> faults("{'type':'string','pattern':'^(a|b)*c$'}", "'" + text + "'"))
                .doesNotThrowAnyException();
    }
}
