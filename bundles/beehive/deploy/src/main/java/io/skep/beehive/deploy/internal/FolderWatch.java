package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SteadyClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the deploy folder from the time when the container has started until this bundle stops. */
@Component(
        service = {},
        immediate = true)
public final class FolderWatch {

    /** Framework property with the folder; without it none is watched. */
    static final String FOLDER = "skep.deploy.folder";

    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
    private static final Duration CALM = Duration.ofMillis(500);
    private static final Duration SETTLE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration LONGEST_END = Duration.ofSeconds(2);

    private final BundleContext context;
    private final Path path;
    private final DeployFolder folder;
    private final Thread thread;

    @Activate
    public FolderWatch(BundleContext context, @Reference Deployment deployment) {
        this(
                context,
                deployment,
                context.getProperty(FOLDER),
                context.getDataFile("deployed.properties").toPath());
    }

    FolderWatch(BundleContext context, Deployment deployment, String folder, Path record) {
        this.context = context;
        this.path = folder == null || folder.isBlank() ? null : Path.of(folder);
        this.folder = path == null
                ? null
                : new DeployFolder(
                        new FolderListing(path, System::currentTimeMillis),
                        new FolderBundles(path, new FolderRecord(record)),
                        context,
                        deployment,
                        new Patience(new SteadyClock(), PATIENCE));
        this.thread = Thread.ofVirtual().name("deploy-folder").unstarted(this::run);
        if (path != null) {
            thread.start();
        }
    }

    private void run() {
        try {
            Files.createDirectories(path);
            while (context.getBundle(0).getState() != Bundle.ACTIVE) {
                Thread.sleep(SETTLE);
            }
            folder.goOn();
            while (true) {
                Thread.sleep(folder.look() ? CALM : SETTLE);
            }
        } catch (InterruptedException e) {
            LOG.debug("deploy folder no longer watched");
        } catch (IOException e) {
            LOG.error("the deploy folder {} cannot be made: {}", path, Reasons.of(e));
        } catch (IllegalStateException e) {
            LOG.debug("deploy folder no longer watched: this bundle has stopped", e);
        }
    }

    @Deactivate
    void close() throws InterruptedException {
        if (path != null) {
            thread.interrupt();
            thread.join(LONGEST_END);
        }
    }
}
