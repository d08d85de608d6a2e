package io.skep.beehive.deploy.internal;

import io.skep.beehive.deploy.internal.FolderRecord.Entry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The bundles that the files of the deploy folder have made; each change goes into the record. */
final class FolderBundles {

    /** Start of the location of every bundle of the folder that replaces none. */
    static final String LOCATION = "deploy:";

    private final Path folder;
    private final FolderRecord record;
    private final Map<Path, Made> byFile = new HashMap<>();
    private final Set<Path> unchecked = new HashSet<>();

    FolderBundles(Path folder, FolderRecord record) {
        this.folder = folder;
        this.record = record;
    }

    /** A bundle that a file has made. */
    record Made(Bundle bundle, Entry entry) {

        boolean replacesOne() {
            return !bundle.getLocation().startsWith(LOCATION);
        }

        boolean isInstalled() {
            return bundle.getState() != Bundle.UNINSTALLED;
        }

        boolean isOf(StoredJar jar) {
            return isInstalled() && jar.symbolicName().equals(bundle.getSymbolicName());
        }
    }

    /** Takes over what the record knows and the framework still has. Returns the bundles of the folder that it does not know. */
    List<Bundle> takeOver(BundleContext context) {
        Map<String, Entry> entries = record.read();
        for (Bundle bundle : context.getBundles()) {
            Entry entry = entries.get(bundle.getLocation());
            if (entry != null && entry.isIn(bundle)) {
                byFile.put(folder.resolve(entry.name()), new Made(bundle, entry));
            }
        }
        unchecked.addAll(byFile.keySet());
        write();
        Set<Bundle> known = bundles();
        return List.of(context.getBundles()).stream()
                .filter(bundle -> bundle.getLocation().startsWith(LOCATION) && !known.contains(bundle))
                .toList();
    }

    Optional<Made> find(Path file) {
        return Optional.ofNullable(byFile.get(file));
    }

    /** Whether a file was taken over and not asked for since; the answer is given once. */
    boolean isFirstLook(Path file) {
        return unchecked.remove(file);
    }

    Set<Path> files() {
        return Set.copyOf(byFile.keySet());
    }

    Set<Bundle> bundles() {
        Set<Bundle> bundles = new HashSet<>();
        byFile.values().forEach(made -> bundles.add(made.bundle()));
        return bundles;
    }

    /** The bundle is going to consist of the file's bytes. */
    void pending(Path file, Bundle bundle, String sha256) {
        put(file, bundle, Entry.pending(file.getFileName().toString(), sha256, bundle));
    }

    /** The bundle consists of the file's bytes. */
    void done(Path file, Bundle bundle, String sha256) {
        put(file, bundle, Entry.done(file.getFileName().toString(), sha256, bundle));
    }

    private void put(Path file, Bundle bundle, Entry entry) {
        byFile.put(file, new Made(bundle, entry));
        write();
    }

    Optional<Made> remove(Path file) {
        Made made = byFile.remove(file);
        write();
        return Optional.ofNullable(made);
    }

    private void write() {
        Map<String, Entry> entries = new HashMap<>();
        byFile.values().forEach(made -> entries.put(made.bundle().getLocation(), made.entry()));
        record.write(entries);
    }
}
