package io.skep.itests.process;

import io.skep.beehive.api.BusException;
import io.skep.beehive.api.Message;
import io.skep.beehive.api.Module;
import io.skep.beehive.api.ModuleContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.FrameworkUtil;

/**
 * Installed by a test in an edge: writes down the numbers that come from the cloud, in the order in which they come, and sends numbers of its own to the
 * cloud, as events. It is a member of the group to which edgehub hands what comes for the metamanager.
 */
public class Recorder implements Module {

    static final String RECEIVED = "received.txt";
    static final String SENT = "sent.txt";
    /** Beginning of the name of the event that is made for each number: none may be missing. */
    static final String EVENT = "number-";

    /** Beginning of the names of a few events that each get one number after the other: none may go back. */
    static final String LANE = "lane-";

    static final int LANES = 8;

    /** A test makes this file to end the sending. */
    static final String ENOUGH = "enough";

    /** A test makes this file so that a number counts as sent only when the edge has said that it has it: it then outlives a kill. */
    static final String SURE = "sure";

    /** Made here when the last number has been sent. */
    static final String DONE = "done";

    private static final long PAUSE_MS = 50;
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Pattern NUMBER = Pattern.compile("\"value\":\"(\\d+)\"");

    private final Path folder;

    public Recorder() {
        this.folder = Path.of(
                FrameworkUtil.getBundle(Recorder.class).getBundleContext().getProperty("skep.dir"));
    }

    @Override
    public void run(ModuleContext context) throws InterruptedException, IOException {
        context.fork("numbers", () -> sendNumbers(context));
        while (true) {
            Message message = context.receive();
            Matcher number = NUMBER.matcher(String.valueOf(message.content()));
            if (message.resource().startsWith("default/configmap/traffic-") && number.find()) {
                append(RECEIVED, message.resource() + " " + number.group(1) + " " + message.id());
            }
        }
    }

    private void sendNumbers(ModuleContext context) throws InterruptedException, IOException {
        Path file = folder.resolve(SENT);
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        int next = lines.isEmpty() ? 1 : Integer.parseInt(lines.getLast()) + 1;
        while (!Files.exists(folder.resolve(ENOUGH))) {
            try {
                number(context, event("insert", EVENT + next, next));
                context.send("metamanager", event("update", LANE + next % LANES, next));
                append(SENT, Integer.toString(next));
                next++;
            } catch (BusException e) {
                append("refused.txt", next + " " + e.line());
            }
            Thread.sleep(PAUSE_MS);
        }
        append(DONE, "");
    }

    private void number(ModuleContext context, Message event) throws InterruptedException {
        if (!Files.exists(folder.resolve(SURE))) {
            context.send("metamanager", event);
        } else if (!"OK".equals(context.sendSync("metamanager", event, ANSWER).content())) {
            throw new IllegalStateException("the edge did not take " + event);
        }
    }

    private static Message event(String operation, String name, int number) {
        String object = """
                {"apiVersion":"v1","kind":"Event","metadata":{"name":"%s","namespace":"default"},"involvedObject":{"kind":"ConfigMap",
                "name":"numbers","namespace":"default"},"reason":"Number","message":"%d","type":"Normal","count":%d}
                """.formatted(name, number, number);
        return Message.of("edged", "meta", operation, "default/event/" + name, object);
    }

    private void append(String file, String line) throws IOException {
        Files.writeString(folder.resolve(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
