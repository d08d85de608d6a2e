package io.skep.distributions.launcher.containers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A range of IPv4 addresses.
 *
 * @param address the first address
 * @param prefix number of fixed bits
 */
record Subnet(int address, int prefix) {

    /** 10.80.0.0/12, which neither Docker nor Kubernetes takes by itself, has this many ranges for 254 pods. */
    private static final int CHOICES = 4096;

    private static final int FIRST = 10 << 24 | 80 << 16;

    static Subnet parse(String text) {
        String[] words = text.split("[./]");
        int address = 0;
        for (int i = 0; i < 4; i++) {
            address = address << 8 | Integer.parseInt(words[i]);
        }
        return new Subnet(address, Integer.parseInt(words[4]));
    }

    /**
     * The range of an instance: always the same unless somebody else uses it.
     *
     * @param mark eight hex digits of the folder
     * @param taken ranges that packets are already routed to
     */
    static Optional<Subnet> choose(String mark, List<Subnet> taken) {
        int start = (int) (Long.parseLong(mark, 16) % CHOICES);
        for (int step = 0; step < CHOICES; step++) {
            Subnet subnet = new Subnet(FIRST + ((start + step) % CHOICES << 8), 24);
            if (taken.stream().noneMatch(subnet::overlaps)) {
                return Optional.of(subnet);
            }
        }
        return Optional.empty();
    }

    /**
     * The ranges of a routing table; the default route takes nothing.
     *
     * @param table text of /proc/net/route: addresses are hex, their last byte first
     * @param except a device whose routes do not count
     */
    static List<Subnet> routed(String table, String except) {
        List<Subnet> routes = new ArrayList<>();
        for (String line : table.lines().skip(1).toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length > 7 && !words[0].equals(except)) {
                int prefix = Integer.bitCount((int) Long.parseLong(words[7], 16));
                if (prefix > 0) {
                    routes.add(new Subnet(Integer.reverseBytes((int) Long.parseLong(words[1], 16)), prefix));
                }
            }
        }
        return routes;
    }

    private boolean overlaps(Subnet other) {
        int common = Math.min(prefix, other.prefix);
        int mask = common == 0 ? 0 : -1 << 32 - common;
        return (address & mask) == (other.address & mask);
    }

    @Override
    public String toString() {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255)
                + "/" + prefix;
    }
}
