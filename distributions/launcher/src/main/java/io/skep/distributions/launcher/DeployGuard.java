package io.skep.distributions.launcher;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in one line when a jar in the deploy folder is no bundle; File Install passes over such a file without a word. */
final class DeployGuard implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeployGuard.class);
    private static final long SETTLE_MS = 500;

    private final Path folder;
    private final WatchService watch;

    private DeployGuard(Path folder, WatchService watch) {
        this.folder = folder;
        this.watch = watch;
    }

    /** Checks what is there and watches from now on. */
    static DeployGuard start(Path folder) {
        try {
            Files.createDirectories(folder);
            WatchService watch = folder.getFileSystem().newWatchService();
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            DeployGuard guard = new DeployGuard(folder, watch);
            Thread.ofVirtual().name("skep-deploy-guard").start(guard::run);
            return guard;
        } catch (IOException e) {
            throw new LauncherException(
                    LauncherError.FOLDER_UNUSABLE, "The deploy folder " + folder + " cannot be watched: " + e + ".", e);
        }
    }

    private void run() {
        try (DirectoryStream<Path> present = Files.newDirectoryStream(folder)) {
            present.forEach(this::report);
            while (true) {
                WatchKey key = watch.take();
                settle(key);
            }
        } catch (ClosedWatchServiceException e) {
            LOG.debug("deploy folder no longer watched");
        } catch (IOException e) {
            LOG.warn("deploy folder {} not watched: {}", folder, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A file that is being written reports many changes; it is judged when half a second passed without one. */
    private void settle(WatchKey first) throws InterruptedException {
        Set<Path> changed = new TreeSet<>();
        WatchKey key = first;
        while (key != null) {
            for (WatchEvent<?> event : key.pollEvents()) {
                if (event.context() instanceof Path name) {
                    changed.add(folder.resolve(name));
                }
            }
            key.reset();
            key = watch.poll(SETTLE_MS, TimeUnit.MILLISECONDS);
        }
        changed.forEach(this::report);
    }

    private void report(Path file) {
        if (file.toString().endsWith(".jar")) {
            fault(file)
                    .ifPresent(why -> LOG.warn(LauncherError.NO_BUNDLE.line(
                            "The file " + file + " is no bundle: " + why + "; it was left alone.")));
        }
    }

    /** Why a file is no bundle; empty if it is one or has gone. */
    static Optional<String> fault(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                return Optional.of("it has no manifest");
            }
            if (manifest.getMainAttributes().getValue("Bundle-SymbolicName") == null) {
                return Optional.of("its manifest has no Bundle-SymbolicName");
            }
            return Optional.empty();
        } catch (ZipException e) {
            return Optional.of("it is no jar (" + e.getMessage() + ")");
        } catch (IOException e) {
            return Files.exists(file) ? Optional.of("it cannot be read (" + e.getMessage() + ")") : Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            watch.close();
        } catch (IOException e) {
            LOG.debug("watch of {} not closed", folder, e);
        }
    }
}
