package io.skep.common.kubeapi.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DuplicateFieldsTest {

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void findsMembersThatOccurTwice() throws IOException {
        assertThat(DuplicateFields.find(bytes("{'a':1,'b':[{'c':1,'c':2}],'a':{'d':1}}")))
                .extracting(FieldError::message)
                .containsExactly("duplicate field \"b[0].c\"", "duplicate field \"a\"");
    }

    @Test
    void sameNamesInDifferentObjectsAreFine() throws IOException {
        assertThat(DuplicateFields.find(bytes("{'a':{'a':1},'b':{'a':2}}"))).isEmpty();
    }

    @Test
    void brokenJsonIsRefused() {
        assertThatThrownBy(() -> DuplicateFields.find(bytes("{'a':[1"))).isInstanceOf(IOException.class);
    }
}
