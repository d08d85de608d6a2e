package io.skep.edge.metamanager.internal;

import io.skep.beehive.api.SkepException;
import io.skep.edge.store.MetaRow;
import io.skep.edge.store.MetaStore;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands for the edge's metadata. */
@Component(
        service = MetaShell.class,
        property = {"osgi.command.scope=meta", "osgi.command.function=list", "osgi.command.function=get"})
public final class MetaShell {

    private final MetaStore store;

    @Activate
    public MetaShell(@Reference MetaStore store) {
        this.store = store;
    }

    @Descriptor("lists the keys of all metadata")
    public List<String> list() throws InterruptedException {
        return keys(store.listByPrefix(""));
    }

    @Descriptor("lists the keys of one type")
    public List<String> list(@Descriptor("type, e.g. pod or configmap") String type) throws InterruptedException {
        return keys(store.listByType(type));
    }

    @Descriptor("shows one object as JSON")
    public String get(@Descriptor("key, e.g. default/pod/hello") String key) throws InterruptedException {
        return store.find(key)
                .map(MetaRow::value)
                .orElseThrow(() -> new SkepException(MetaError.NOT_FOUND, "Nothing is stored under " + key + "."));
    }

    private static List<String> keys(List<MetaRow> rows) {
        return rows.stream().map(MetaRow::key).toList();
    }
}
