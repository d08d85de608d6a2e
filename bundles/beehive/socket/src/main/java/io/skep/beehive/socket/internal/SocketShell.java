package io.skep.beehive.socket.internal;

import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Commands of the sockets. */
@Component(
        service = SocketShell.class,
        property = {"osgi.command.scope=socket", "osgi.command.function=list"})
public final class SocketShell {

    private final SocketContext sockets;

    @Activate
    public SocketShell(@Reference SocketContext sockets) {
        this.sockets = sockets;
    }

    /**
     * A line of {@code socket:list}.
     *
     * @param unread messages that were sent and that the process has not read, as far as this side knows
     */
    record Line(String connection, List<String> modules, int unread) {

        static Line of(Connection connection) {
            return new Line(
                    connection.label(),
                    connection.modules().stream()
                            .map(RemoteModule::name)
                            .sorted()
                            .toList(),
                    connection.unread());
        }
    }

    @Descriptor("lists the processes that are connected, with their modules")
    public List<Line> list() {
        return sockets.connections().stream().map(Line::of).toList();
    }
}
