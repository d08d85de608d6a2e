package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.beehive.shell.internal.Completion.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompletionTest {

    private final List<String> asked = new ArrayList<>();
    private final Catalog catalog = new Catalog(new Commands()
            .with(new Commands.Sample(), "bundle", new String[] {"stop", "list"}, 1)
            .with(new Commands.Sample(), "config", List.of("set", "new"), 2)
            .with(new Commands.Sample(), "felix", "list", 3)
            .with(new Object(), "bundle", "stop", -4)
            .context());
    private final Completion completion = new Completion(catalog, new Completion.Names(this::run));

    private Object run(String command) {
        asked.add(command);
        return switch (command) {
            case "bundle:lb" ->
                List.of(Map.of("name", "io.skep.a"), Map.of("name", "io.skep.b"), Map.of("name", "x y"));
            case "beehive:list" -> List.of(Map.of("name", "edged"));
            case "config:list" -> List.of(Map.of("pid", "p.one"));
            case "config:get p.one" -> List.of(Map.of("key", "heartbeat"));
            default -> throw new IllegalStateException(command);
        };
    }

    private List<String> words(String text) {
        return completion.complete(text).stream().map(Candidate::word).toList();
    }

    @Test
    void completesCommandsByFullAndShortNames() {
        assertThat(words("")).containsExactly("bundle:list", "bundle:stop", "config:new", "config:set");
        assertThat(words("st")).containsExactly("stop");
        assertThat(words("bundle:s")).containsExactly("bundle:stop");
        assertThat(words("felix:")).containsExactly("felix:list");
        assertThat(completion.complete("bundle:l").getFirst().line()).isEqualTo("bundle:list\tlists");
    }

    @Test
    void completesInTheMiddleOfALine() {
        assertThat(words("list; st")).containsExactly("stop");
        assertThat(words("list;st")).containsExactly("list;stop");
        assertThat(words("list | stop io.skep.b")).containsExactly("io.skep.b");
    }

    @Test
    void completesOptionsAndTheirValues() {
        assertThat(words("stop -")).containsExactly("-s", "--slow", "-w", "--why");
        assertThat(words("stop --why ")).containsExactly("edged");
        assertThat(words("stop -s io")).containsExactly("io.skep.a", "io.skep.b");
    }

    @Test
    void completesWhatTheDescriptionsTell() {
        assertThat(words("stop io.skep.a io")).containsExactly("io.skep.a", "io.skep.b");
        assertThat(words("config:set ")).containsExactly("p.one");
        assertThat(words("config:set p.one h")).containsExactly("heartbeat");
        assertThat(words("config:new ")).containsExactly("slow", "middle", "fast");
        assertThat(words("config:new fast ")).isEmpty();
    }

    @Test
    void asksNothingThatWasNotAName() {
        assertThat(words("config:set $(x) h")).isEmpty();
        assertThat(words("config:set unknown h")).isEmpty();
        assertThat(words("nosuch ")).isEmpty();
        assertThat(asked).containsExactly("config:get unknown");
    }

    @Test
    void knowsTheFormsOfCommands() {
        assertThat(catalog.find("stop").orElseThrow().name()).isEqualTo("bundle:stop");
        assertThat(catalog.find("list").orElseThrow().scope()).isEqualTo("bundle");
        assertThat(catalog.find("nosuch")).isEmpty();
        Usage usage = catalog.usages(catalog.find("bundle:stop").orElseThrow()).getFirst();
        assertThat(usage.form("bundle:stop")).isEqualTo("bundle:stop [-s] [-w VALUE] [BUNDLE...]");
        assertThat(catalog.usages(catalog.find("config:new").orElseThrow())).hasSize(1);
    }
}
