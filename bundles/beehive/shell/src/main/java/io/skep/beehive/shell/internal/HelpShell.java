package io.skep.beehive.shell.internal;

import io.skep.beehive.api.SkepException;
import io.skep.beehive.shell.internal.Catalog.Command;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** What commands there are and what they take. */
@Component(
        service = HelpShell.class,
        property = {"osgi.command.scope=beehive", "osgi.command.function=help"})
public final class HelpShell {

    private final Catalog catalog;

    @Activate
    public HelpShell(BundleContext context) {
        this.catalog = new Catalog(context);
    }

    /** A line of the list of commands. */
    record CommandLine(String command, String description) {}

    @Descriptor("lists the commands")
    public List<CommandLine> help() {
        return catalog.all().stream()
                .map(command -> new CommandLine(command.name(), catalog.description(command)))
                .toList();
    }

    @Descriptor("shows what a command takes")
    public String help(@Descriptor("name of the command") String command) {
        Command found = catalog.find(command)
                .orElseThrow(() -> new SkepException(ShellError.NO_COMMAND, "There is no command " + command + "."));
        List<String> parts = new ArrayList<>();
        for (Usage usage : catalog.usages(found)) {
            Map<String, Object> words = new LinkedHashMap<>();
            usage.options().forEach(option -> words.put("    " + option.form(), option.description()));
            usage.arguments().forEach(argument -> words.put("    " + argument.form(), argument.description()));
            String table = new TablePrinter(0).print(words);
            parts.add(usage.form(found.name()) + "\n  " + usage.description() + (table.isEmpty() ? "" : "\n" + table));
        }
        return String.join("\n\n", parts);
    }
}
