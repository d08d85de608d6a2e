package io.skep.itests.faults;

import io.skep.itests.faults.TcpProxy.Mode;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A link through proxies on one address, one for each port of the cloud. */
public final class ProxyLink implements Link {

    private final InetAddress host;
    private final Map<Integer, TcpProxy> proxies = new LinkedHashMap<>();

    /** Opens one. */
    public ProxyLink(InetAddress host, List<Integer> cloudPorts) {
        this.host = host;
        cloudPorts.forEach(port -> proxies.put(port, new TcpProxy(host, port)));
    }

    /** On the loopback address. */
    public static ProxyLink onLoopback(List<Integer> cloudPorts) {
        return new ProxyLink(InetAddress.getLoopbackAddress(), cloudPorts);
    }

    @Override
    public List<Cut> cuts() {
        return List.of(Cut.RESET, Cut.STALL, Cut.HALF_OPEN, Cut.END, Cut.HALF_OPEN_UP, Cut.HALF_OPEN_DOWN);
    }

    @Override
    public void cut(Cut how) {
        set(
                switch (how) {
                    case RESET -> Mode.REFUSE;
                    case END -> Mode.END;
                    case STALL -> Mode.STALL;
                    case HALF_OPEN -> Mode.SWALLOW;
                    case HALF_OPEN_UP -> Mode.SWALLOW_UP;
                    case HALF_OPEN_DOWN -> Mode.SWALLOW_DOWN;
                    case DOWN, DROP_UP, DROP_DOWN -> throw new IllegalArgumentException("a proxy has no interface");
                });
    }

    @Override
    public void heal() {
        set(Mode.PASS);
    }

    private void set(Mode mode) {
        proxies.values().forEach(proxy -> proxy.set(mode));
    }

    @Override
    public String address(int cloudPort) {
        return host.getHostAddress() + ":" + proxies.get(cloudPort).port();
    }

    @Override
    public List<String> prefix() {
        return List.of();
    }

    @Override
    public void close() {
        proxies.values().forEach(TcpProxy::close);
    }
}
