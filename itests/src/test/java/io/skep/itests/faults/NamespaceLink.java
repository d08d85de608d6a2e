package io.skep.itests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A link out of a network namespace of its own, over a pair of virtual interfaces; at their outer end proxies lead to the cloud. Needs root,
 * iproute2, iptables and nsenter.
 */
public final class NamespaceLink implements Link {

    private final String name;
    private final String outer;
    private final ProxyLink proxies;
    private Cut last = Cut.STALL;

    /**
     * Makes the namespace.
     *
     * @param number from 0 to 63, a /30 of 10.213.77.0/24 each
     */
    public NamespaceLink(String name, int number, List<Integer> cloudPorts) {
        this.name = name;
        this.outer = name + "-o";
        String inner = name + "-i";
        String host = host(number);
        remove();
        Program.must("ip", "netns", "add", name);
        Program.must("ip", "link", "add", outer, "type", "veth", "peer", "name", inner, "netns", name);
        Program.must("ip", "addr", "add", host + "/30", "dev", outer);
        Program.must("ip", "link", "set", outer, "up");
        Program.must("ip", "-n", name, "addr", "add", "10.213.77." + (number * 4 + 2) + "/30", "dev", inner);
        Program.must("ip", "-n", name, "link", "set", "lo", "up");
        Program.must("ip", "-n", name, "link", "set", inner, "up");
        try {
            this.proxies = new ProxyLink(InetAddress.getByName(host), cloudPorts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address at the outer end, which the cloud's certificate has to name. */
    public static String host(int number) {
        return "10.213.77." + (number * 4 + 1);
    }

    /** True when this machine lets us make one. */
    public static boolean isPossible() {
        if (!System.getProperty("user.name").equals("root")) {
            return false;
        }
        String probe = "skep-probe-" + ProcessHandle.current().pid();
        boolean made = Program.run("ip", "netns", "add", probe) == 0;
        boolean drops = made && Program.run("nsenter", "--net=/run/netns/" + probe, "iptables", "-w", "-L", "-n") == 0;
        return made && Program.run("ip", "netns", "del", probe) == 0 && drops;
    }

    @Override
    public List<Cut> cuts() {
        List<Cut> all = new ArrayList<>(proxies.cuts());
        all.addAll(List.of(Cut.DOWN, Cut.DROP_UP, Cut.DROP_DOWN));
        return all;
    }

    @Override
    public void cut(Cut how) {
        last = how;
        switch (how) {
            case DOWN -> Program.must("ip", "link", "set", outer, "down");
            case DROP_UP -> drop("OUTPUT");
            case DROP_DOWN -> drop("INPUT");
            default -> proxies.cut(how);
        }
    }

    /** In the namespace, where no other rules are; the loopback interface there is left alone. */
    private void drop(String chain) {
        String way = chain.equals("INPUT") ? "-i" : "-o";
        inside("iptables", "-w", "-A", chain, way, name + "-i", "-j", "DROP");
    }

    private void inside(String... words) {
        List<String> all = new ArrayList<>(prefix());
        all.addAll(List.of(words));
        Program.must(all.toArray(String[]::new));
    }

    /** Packets that are longer are cut or refused. */
    public void limitPackets(int bytes) {
        Program.must("ip", "link", "set", outer, "mtu", Integer.toString(bytes));
        inside("ip", "link", "set", name + "-i", "mtu", Integer.toString(bytes));
    }

    @Override
    public void heal() {
        switch (last) {
            case DOWN -> Program.must("ip", "link", "set", outer, "up");
            case DROP_UP, DROP_DOWN -> inside("iptables", "-w", "-F");
            default -> proxies.heal();
        }
    }

    @Override
    public String address(int cloudPort) {
        return proxies.address(cloudPort);
    }

    /** Not {@code ip netns exec}, which mounts another /sys, without the control groups that containers need. */
    @Override
    public List<String> prefix() {
        return List.of("nsenter", "--net=/run/netns/" + name);
    }

    @Override
    public void close() {
        proxies.close();
        remove();
    }

    private void remove() {
        Program.run("ip", "link", "del", outer);
        Program.run("ip", "netns", "del", name);
    }
}
