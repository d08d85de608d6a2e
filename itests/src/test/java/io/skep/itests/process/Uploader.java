package io.skep.itests.process;

import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.osgi.framework.FrameworkUtil;

/**
 * Installed by a test in an edge: hands one number after the other to the edge's hub, as what a router in the cloud is to get. What is written down
 * here has been taken by the bus.
 */
public class Uploader implements Module {

    static final String SENT = "uploaded.txt";
    static final String RESOURCE = "numbers";

    private static final long PAUSE_MS = 200;

    private final Path folder;

    public Uploader() {
        this.folder = Path.of(
                FrameworkUtil.getBundle(Uploader.class).getBundleContext().getProperty("skep.dir"));
    }

    @Override
    public void run(ModuleContext context) throws InterruptedException, IOException {
        Path file = folder.resolve(SENT);
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        int next = lines.isEmpty() ? 1 : Integer.parseInt(lines.getLast()) + 1;
        while (!Files.exists(folder.resolve(Recorder.ENOUGH))) {
            try {
                context.send("websocket", Message.of("uploader", "user", "upload", RESOURCE, Integer.toString(next)));
                Files.writeString(file, next + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                next++;
            } catch (BusException e) {
                Files.writeString(
                        folder.resolve("refused.txt"),
                        "upload " + next + " " + e.line() + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
            Thread.sleep(PAUSE_MS);
        }
        while (true) {
            context.receive();
        }
    }
}
