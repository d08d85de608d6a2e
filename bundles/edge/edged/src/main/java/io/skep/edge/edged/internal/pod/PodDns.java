package io.skep.edge.edged.internal.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.skep.common.model.KubeObject;
import io.skep.edge.runtime.PodNetwork.Dns;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides what stands in a pod's {@code /etc/resolv.conf}, by its dnsPolicy and dnsConfig. */
final class PodDns {

    private static final int MAX_FILE = 64 << 10;
    private static final int MAX_SERVERS = 3;
    private static final int MAX_SEARCHES = 32;
    private static final int MAX_SEARCH_CHARS = 2048;

    private final DnsSettings settings;

    PodDns(DnsSettings settings) {
        this.settings = settings;
    }

    /**
     * The resolver, and what people are to be told about it.
     *
     * @param complaints by event reason
     */
    record Choice(Dns dns, Map<String, String> complaints) {}

    Choice of(JsonNode pod) {
        JsonNode spec = pod.path("spec");
        String policy = spec.path("dnsPolicy").asText("ClusterFirst");
        boolean cluster = policy.equals("ClusterFirstWithHostNet")
                || policy.equals("ClusterFirst") && !spec.path("hostNetwork").asBoolean(false);
        Map<String, String> complaints = new LinkedHashMap<>();
        if (cluster && settings.clusterDns().isEmpty()) {
            complaints.put(
                    "MissingClusterDNS",
                    "modules.edged.tailoredKubeletConfig.clusterDNS is not set: the pod cannot have the DNS policy "
                            + policy + " and gets the policy Default");
            cluster = false;
        }
        Dns dns = policy.equals("None") ? Dns.NONE : cluster ? ofCluster(pod) : ofMachine();
        return new Choice(limited(with(dns, spec.path("dnsConfig")), complaints), complaints);
    }

    private Dns ofCluster(JsonNode pod) {
        List<String> searches = new ArrayList<>();
        String domain = settings.clusterDomain();
        if (!domain.isEmpty()) {
            searches.add(KubeObject.namespace(pod) + ".svc." + domain);
            searches.add("svc." + domain);
            searches.add(domain);
        }
        searches.addAll(ofMachine().searches());
        return new Dns(settings.clusterDns(), List.copyOf(new LinkedHashSet<>(searches)), List.of("ndots:5"));
    }

    /** What the machine's own file says; nothing when there is none. */
    private Dns ofMachine() {
        List<String> servers = new ArrayList<>();
        List<String> searches = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (String line : text(settings.resolvConf()).lines().toList()) {
            String[] words = line.strip().split("\\s+");
            List<String> rest = List.of(words).subList(1, words.length);
            switch (words[0]) {
                case "nameserver" -> servers.addAll(rest.subList(0, Math.min(1, rest.size())));
                case "search", "domain" -> {
                    searches.clear();
                    searches.addAll(rest);
                }
                case "options" -> {
                    options.clear();
                    options.addAll(rest);
                }
                default -> {}
            }
        }
        return new Dns(servers, searches, options);
    }

    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static Dns with(Dns dns, JsonNode config) {
        Set<String> servers = new LinkedHashSet<>(dns.servers());
        config.path("nameservers").forEach(server -> servers.add(server.asText()));
        Set<String> searches = new LinkedHashSet<>(dns.searches());
        config.path("searches").forEach(search -> searches.add(search.asText()));
        Map<String, String> options = new LinkedHashMap<>();
        dns.options().forEach(option -> options.put(option.split(":", 2)[0], option));
        for (JsonNode option : config.path("options")) {
            String name = option.path("name").asText();
            String value = option.path("value").asText("");
            options.put(name, value.isEmpty() ? name : name + ":" + value);
        }
        return new Dns(List.copyOf(servers), List.copyOf(searches), List.copyOf(options.values()));
    }

    /** The resolvers of C libraries look no further than this. */
    private static Dns limited(Dns dns, Map<String, String> complaints) {
        List<String> servers = dns.servers();
        if (servers.size() > MAX_SERVERS) {
            servers = servers.subList(0, MAX_SERVERS);
            complaints.put(
                    "DNSConfigForming",
                    "Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: "
                            + String.join(" ", servers));
        }
        List<String> searches = new ArrayList<>(dns.searches());
        while (searches.size() > MAX_SEARCHES || String.join(" ", searches).length() > MAX_SEARCH_CHARS) {
            searches.removeLast();
        }
        if (searches.size() < dns.searches().size()) {
            complaints.put(
                    "DNSConfigForming",
                    "Search Line limits were exceeded, some search paths have been omitted, the applied search line is: "
                            + String.join(" ", searches));
        }
        return new Dns(servers, searches, dns.options());
    }
}
