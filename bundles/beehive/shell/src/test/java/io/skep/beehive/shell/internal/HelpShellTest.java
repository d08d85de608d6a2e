package io.skep.beehive.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.shell.internal.HelpShell.CommandLine;
import org.junit.jupiter.api.Test;

class HelpShellTest {

    private final HelpShell shell = new HelpShell(new Commands()
            .with(new Commands.Sample(), "bundle", new String[] {"stop", "list"}, 1)
            .context());

    @Test
    void listsWhatThereIs() {
        assertThat(shell.help())
                .containsExactly(
                        new CommandLine("bundle:list", "lists"), new CommandLine("bundle:stop", "stops bundles"));
    }

    @Test
    void tellsWhatACommandTakes() {
        assertThat(shell.help("stop")).isEqualTo("""
                bundle:stop [-s] [-w VALUE] [BUNDLE...]
                  stops bundles
                    -s, --slow       takes its time
                    -w, --why VALUE  why, by the name of the module
                    [BUNDLE...]      id or symbolic name of each bundle""");
        assertThatThrownBy(() -> shell.help("nosuch")).hasMessage("There is no command nosuch.");
    }
}
