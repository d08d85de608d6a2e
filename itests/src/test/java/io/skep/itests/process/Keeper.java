package io.skep.itests.process;

import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.osgi.framework.FrameworkUtil;

/**
 * Installed by a test in a cloud: writes down every message that comes from edges, in the order in which they come. It is the router, and a member of
 * the group to which the hub hands the rest.
 */
public class Keeper implements Module {

    static final String FILE = "kept.txt";

    private final Path file;

    public Keeper() {
        this.file = Path.of(
                        FrameworkUtil.getBundle(Keeper.class).getBundleContext().getProperty("skep.dir"))
                .resolve(FILE);
    }

    @Override
    public void run(ModuleContext context) throws InterruptedException, IOException {
        while (true) {
            Message message = context.receive();
            String content = message.operation().equals("upload") ? String.valueOf(message.content()) : "-";
            Files.writeString(
                    file,
                    message.id() + " " + message.operation() + " " + message.resource() + " " + content + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }
}
