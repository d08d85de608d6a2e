package io.skep.itests.bus;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.options;

import io.skep.edge.runtime.PodRuntime;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.cm.ConfigurationAdmin;

/** Swaps of the container runtime while an engine answers it, in Felix. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class CriSwapIT {

    private static final String PID = "io.skep.edge.runtime.cri";
    private static final int SWAPS = 50;

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private Path folder;
    private EmptyEngine engine;
    private Bundle cri;

    @Configuration
    public Option[] configuration() {
        return options(BusOptions.bus(), BusOptions.jackson(), grpc(), bundle(Jars.built("edge/runtime")));
    }

    private static Option grpc() {
        return composite(bundle(Jars.built("lib/grpc")), composite(libraries()));
    }

    private static Option[] libraries() {
        return Stream.of(
                        "netty-common",
                        "netty-buffer",
                        "netty-resolver",
                        "netty-transport",
                        "netty-transport-native-unix-common",
                        "netty-codec-base",
                        "netty-codec-compression",
                        "netty-handler",
                        "netty-codec-http",
                        "netty-codec-http2",
                        "org.apache.felix.gogo.runtime")
                .map(name -> bundle(Jars.library(name)))
                .toArray(Option[]::new);
    }

    @Before
    public void startRuntime() throws Exception {
        folder = Files.createTempDirectory("cri");
        engine = new EmptyEngine(folder.resolve("s"));
        configure("unix://" + folder.resolve("s"));
        cri = context.installBundle("cri", Jars.withVersion("edge/runtime.cri", "0.2.0"));
        cri.start();
    }

    @After
    public void removeRuntime() throws Exception {
        cri.uninstall();
        configurations.getConfiguration(PID, "?").delete();
        engine.close();
        Files.deleteIfExists(folder.resolve("s"));
        Files.delete(folder);
    }

    private void configure(String endpoint) throws Exception {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("hostnameOverride", "edge-t");
        properties.put("remoteRuntimeEndpoint", endpoint);
        configurations.getConfiguration(PID, "?").update(properties);
    }

    private PodRuntime runtime() throws Exception {
        List<ServiceReference<PodRuntime>> found = new ArrayList<>();
        Waiting.until("the runtime is there", () -> {
            found.clear();
            found.addAll(context.getServiceReferences(PodRuntime.class, "(" + PodRuntime.HANDLER + "=cri)"));
            return found.size() == 1;
        });
        return context.getService(found.getFirst());
    }

    private void use(PodRuntime runtime) throws Exception {
        assertEquals("", runtime.condition().message());
        assertEquals("empty://1", runtime.condition().version());
        assertTrue(runtime.pods().isEmpty());
        int before = engine.calls();
        try (AutoCloseable listening = runtime.onChange(uid -> {})) {
            Waiting.until("it looks for changes", () -> listening != null && engine.calls() > before);
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("skep-cri") || name.startsWith("grpc"))
                .sorted()
                .toList();
    }

    @Test
    public void leavesNoThreadsAndNoClassesBehind() throws Exception {
        use(runtime());
        List<WeakReference<ClassLoader>> former = new ArrayList<>();
        for (int swap = 1; swap <= SWAPS; swap++) {
            former.add(new WeakReference<>(cri.adapt(BundleWiring.class).getClassLoader()));
            cri.stop();
            cri.update(Jars.withVersion("edge/runtime.cri", "0.3." + swap));
            cri.start();
            use(runtime());
        }
        Waiting.until("one event loop is left of " + threads(), () -> threads().size() == 1);
        Waiting.until("the former class loaders are collected", () -> {
            System.gc();
            return former.stream().allMatch(loader -> loader.get() == null);
        });
    }

    @Test
    public void followsItsConfiguration() throws Exception {
        use(runtime());
        configure("");
        Waiting.until(
                "no engine is wanted", () -> runtime().condition().message().startsWith("SKEP-250"));
        assertFalse(runtime().condition().ready());
        Waiting.until("its thread has ended", () -> threads().isEmpty());
        configure("unix://" + folder.resolve("s"));
        Waiting.until("the engine is used again", () -> runtime().condition().ready());
    }
}
