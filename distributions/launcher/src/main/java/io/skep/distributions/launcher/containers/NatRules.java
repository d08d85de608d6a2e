package io.skep.distributions.launcher.containers;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of address translation that the CNI plugins made.
 *
 * @param lines of iptables-save for the table nat
 */
record NatRules(List<String> lines) {

    private static final List<String> SHARED =
            List.of("CNI-HOSTPORT-DNAT", "CNI-HOSTPORT-MASQ", "CNI-HOSTPORT-SETMARK");
    private static final Pattern CHAIN = Pattern.compile("^-A (\\S+) ");
    private static final Pattern TARGET = Pattern.compile(" -j (\\S+)");

    static NatRules ofThisMachine() {
        return parse(Program.run(List.of("iptables-save", "-t", "nat")).out());
    }

    static NatRules parse(String text) {
        return new NatRules(text.lines().toList());
    }

    /** Whether the plugins' chains for ports of the host are there, which all networks share. */
    boolean hasSharedChains() {
        return SHARED.stream().anyMatch(this::hasChain);
    }

    private boolean hasChain(String name) {
        return lines.stream().anyMatch(line -> line.startsWith(":" + name + " "));
    }

    /** Whether a rule names a network: the plugins put its name, in quotes, into the comment of each. */
    boolean mentions(String network) {
        return lines.stream().anyMatch(line -> isOf(network, line));
    }

    private static boolean isOf(String network, String line) {
        return line.startsWith("-A ") && line.contains("\\\"" + network + "\\\"");
    }

    /**
     * What iptables-restore has to be told so that the rules of a network go, with the chains that only they lead to; empty if there is nothing
     * to do.
     *
     * @param withShared whether the shared chains go as well when nobody else uses them
     */
    Optional<String> removal(String network, boolean withShared) {
        List<String> rules = lines.stream().filter(line -> isOf(network, line)).toList();
        Set<String> chains = new LinkedHashSet<>();
        rules.forEach(rule -> target(rule)
                .filter(name -> name.startsWith("CNI-") && !SHARED.contains(name) && hasChain(name))
                .ifPresent(chains::add));
        List<String> emptying = new ArrayList<>();
        rules.stream().filter(rule -> !chains.contains(chain(rule))).forEach(rule -> emptying.add(deletion(rule)));
        if (withShared && hasSharedChains() && isUnused(rules)) {
            List<String> shared = SHARED.stream().filter(this::hasChain).toList();
            jumps(shared).forEach(rule -> emptying.add(deletion(rule)));
            chains.addAll(shared);
        }
        chains.forEach(name -> emptying.add("-F " + name));
        return emptying.isEmpty() ? Optional.empty() : Optional.of(table(emptying) + table(removals(chains)));
    }

    /** In a transaction of its own: to the kernel a chain is in use until its last user has gone in an earlier one. */
    private static List<String> removals(Set<String> chains) {
        return chains.stream().map(name -> "-X " + name).toList();
    }

    private static String table(List<String> commands) {
        return commands.isEmpty() ? "" : "*nat\n" + String.join("\n", commands) + "\nCOMMIT\n";
    }

    private static String deletion(String rule) {
        return "-D" + rule.substring(2);
    }

    private boolean isUnused(List<String> ours) {
        return lines.stream()
                .filter(line -> line.startsWith("-A CNI-HOSTPORT-DNAT "))
                .allMatch(ours::contains);
    }

    private List<String> jumps(List<String> chains) {
        return lines.stream()
                .filter(line -> line.startsWith("-A ")
                        && !chain(line).startsWith("CNI-")
                        && target(line).filter(chains::contains).isPresent())
                .toList();
    }

    private static String chain(String rule) {
        Matcher matcher = CHAIN.matcher(rule);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static Optional<String> target(String rule) {
        Matcher matcher = TARGET.matcher(rule);
        String found = null;
        while (matcher.find()) {
            found = matcher.group(1);
        }
        return Optional.ofNullable(found);
    }
}
