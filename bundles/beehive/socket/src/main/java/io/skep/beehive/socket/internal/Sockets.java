package io.skep.beehive.socket.internal;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The sockets that the configuration names. A change of it touches only the items that have changed. */
final class Sockets {

    private final Remotes remotes;
    private final InstantSource clock;
    private final Map<SocketEntry, SocketServer> servers = new LinkedHashMap<>();
    private final Map<SocketEntry, SocketClient> clients = new LinkedHashMap<>();

    Sockets(Remotes remotes, InstantSource clock) {
        this.remotes = remotes;
        this.clock = clock;
    }

    /**
     * Brings the sockets in line with the list. An item that is no server names a module: of another process, if its address is offered
     * here, else of this one, which then connects to the address.
     */
    synchronized void apply(List<SocketEntry> entries) throws InterruptedException {
        Map<SocketEntry, Set<String>> offered = new LinkedHashMap<>();
        entries.stream().filter(SocketEntry::server).forEach(server -> offered.put(server, users(server, entries)));
        List<SocketEntry> dialed = entries.stream()
                .filter(entry -> !entry.server())
                .filter(entry -> offered.keySet().stream()
                        .noneMatch(server -> server.address().equals(entry.address())))
                .toList();
        for (Iterator<SocketClient> old = clients.values().iterator(); old.hasNext(); ) {
            SocketClient client = old.next();
            if (!dialed.contains(client.entry())) {
                client.remove();
                old.remove();
            }
        }
        for (Iterator<SocketServer> old = servers.values().iterator(); old.hasNext(); ) {
            SocketServer server = old.next();
            if (!offered.containsKey(server.entry())) {
                server.allow(Set.of());
                server.close();
                old.remove();
            }
        }
        for (Map.Entry<SocketEntry, Set<String>> server : offered.entrySet()) {
            offer(server.getKey(), server.getValue());
        }
        dialed.forEach(this::dial);
    }

    private static Set<String> users(SocketEntry server, List<SocketEntry> entries) {
        return entries.stream()
                .filter(entry -> !entry.server() && entry.address().equals(server.address()))
                .map(SocketEntry::module)
                .collect(Collectors.toSet());
    }

    private void offer(SocketEntry entry, Set<String> modules) throws InterruptedException {
        SocketServer present = servers.get(entry);
        if (present != null) {
            present.allow(modules);
            return;
        }
        SocketServer server = new SocketServer(entry, modules, remotes, clock);
        servers.put(entry, server);
        server.start();
    }

    private void dial(SocketEntry entry) {
        if (!clients.containsKey(entry)) {
            SocketClient client = new SocketClient(entry, remotes, clock, SocketServer.PAUSE);
            clients.put(entry, client);
            client.start();
        }
    }

    /** All connections at present. */
    synchronized List<Connection> connections() {
        List<Connection> all = new ArrayList<>();
        servers.values().forEach(server -> all.addAll(server.connections()));
        clients.values().forEach(client -> client.connection().ifPresent(all::add));
        return all;
    }

    /** Ends all connections; the modules are parked. */
    synchronized void close() throws InterruptedException {
        servers.values().forEach(SocketServer::endReading);
        clients.values().forEach(SocketClient::endReading);
        for (SocketServer server : servers.values()) {
            server.close();
        }
        for (SocketClient client : clients.values()) {
            client.close();
        }
    }
}
