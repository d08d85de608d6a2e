package io.skep.common.config.internal;

import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** ConfigurationAdmin in memory, as far as common.config uses it. */
final class FakeConfigurations {

    private final Map<String, Dictionary<String, Object>> stored = new ConcurrentHashMap<>();

    ConfigurationAdmin admin() {
        return (ConfigurationAdmin) Proxy.newProxyInstance(
                FakeConfigurations.class.getClassLoader(),
                new Class<?>[] {ConfigurationAdmin.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "getConfiguration" -> configuration((String) arguments[0]);
                    case "listConfigurations" -> list((String) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Configuration[] list(String filter) {
        Configuration[] found = new TreeMap<>(stored)
                .keySet().stream()
                        .filter(pid -> filter == null || filter.equals("(service.pid=" + pid + ")"))
                        .map(this::configuration)
                        .toArray(Configuration[]::new);
        return found.length == 0 ? null : found;
    }

    private Configuration configuration(String pid) {
        return (Configuration) Proxy.newProxyInstance(
                FakeConfigurations.class.getClassLoader(),
                new Class<?>[] {Configuration.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "getPid" -> pid;
                    case "getProperties" -> stored.get(pid);
                    case "updateIfDifferent" -> !arguments[0].equals(put(pid, arguments[0]));
                    case "delete" -> stored.remove(pid);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @SuppressWarnings("unchecked")
    private Object put(String pid, Object properties) {
        return stored.put(pid, (Dictionary<String, Object>) properties);
    }
}
