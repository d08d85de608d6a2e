package io.skep.distributions.launcher.containers;

import io.skep.distributions.launcher.SocketFolder;
import java.nio.file.Path;

/**
 * Where everything of one private containerd is, and what it is called. All names carry a mark of the folder, so that nobody else's things are
 * ever taken for ours.
 *
 * @param dir the folder with the state of cloud and edges
 * @param socket the socket that serves CRI
 */
record Place(Path dir, Path socket) {

    Path home() {
        return dir.resolve("containerd");
    }

    Path config() {
        return home().resolve("config.toml");
    }

    Path networks() {
        return home().resolve("cni/net.d");
    }

    Path addresses() {
        return home().resolve("cni/ipam");
    }

    /** Images, snapshots and containerd's own database. */
    Path root() {
        return home().resolve("root");
    }

    /** What lives as long as the containers do: their bundles, mounts and network namespaces. */
    Path run() {
        return home().resolve("run");
    }

    Path runc() {
        return home().resolve("runc");
    }

    Path pid() {
        return home().resolve("pid");
    }

    Path record() {
        return home().resolve("engine.json");
    }

    Path log() {
        return home().resolve("log/containerd.log");
    }

    /** The name of the pods' network and of its bridge; a device's name ends at 15 characters. */
    String network() {
        return "skep-" + mark();
    }

    String mark() {
        return SocketFolder.mark(dir);
    }
}
