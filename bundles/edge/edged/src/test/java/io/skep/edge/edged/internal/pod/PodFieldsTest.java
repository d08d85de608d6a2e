package io.skep.edge.edged.internal.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.edge.edged.internal.pod.PodFields.Answer;
import io.skep.edge.edged.internal.pod.PodFields.Field;
import io.skep.edge.edged.internal.pod.PodFields.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PodFieldsTest {

    private static final Path DOCUMENT = Path.of("../../../docs/protocol/pods-support.md");

    private final PodFields fields = PodFields.read();

    @Test
    void standsInTheDocumentAsItIs() throws Exception {
        List<String> rows = fields.all().stream()
                .filter(field -> field.containers().verdict() != Verdict.EACH)
                .map(field -> "| `" + field.path() + "` | " + text(field.containers()) + " | " + text(field.bundles())
                        + " | " + field.remark() + " |")
                .toList();
        List<String> written = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(written).isEqualTo(rows);
    }

    private static String text(Answer answer) {
        String word = answer.verdict().name().toLowerCase(Locale.ROOT);
        return answer.unless().isEmpty() ? word : word + " unless " + String.join(",", answer.unless());
    }

    @Test
    void givesAReasonForEveryRefusal() {
        assertThat(fields.all())
                .filteredOn(field -> field.containers().verdict() == Verdict.NO
                        || field.bundles().verdict() == Verdict.NO
                        || field.bundles().verdict() == Verdict.WARN)
                .allMatch(field -> !field.remark().isEmpty());
    }

    @Test
    void hasALineForEveryParent() {
        for (Field field : fields.all()) {
            int end = field.path().lastIndexOf('.');
            if (end > 0) {
                String parent = field.path().substring(0, end);
                assertThat(fields.find(parent)).as(field.path()).isPresent();
                assertThat(fields.find(parent).orElseThrow().containers().verdict())
                        .isEqualTo(Verdict.EACH);
            }
        }
    }
}
