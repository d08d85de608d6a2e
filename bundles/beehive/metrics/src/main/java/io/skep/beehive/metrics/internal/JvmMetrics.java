package io.skep.beehive.metrics.internal;

import io.skep.beehive.metrics.internal.Family.Builder;
import io.skep.beehive.metrics.internal.Family.Label;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.List;

/** The Java virtual machine, by the names that Prometheus' own Java client gives. */
final class JvmMetrics implements MetricSource {

    private static final double MILLIS = 1e3;

    @Override
    public List<Family> families() {
        return List.of(
                area("used", MemoryUsage::getUsed),
                area("committed", MemoryUsage::getCommitted),
                area("max", MemoryUsage::getMax),
                pools(),
                collections(),
                threads(
                        "current",
                        "Platform threads; virtual ones are not counted.",
                        ManagementFactory.getThreadMXBean().getThreadCount()),
                threads(
                        "daemon",
                        "Daemon threads among them.",
                        ManagementFactory.getThreadMXBean().getDaemonThreadCount()),
                threads(
                        "peak",
                        "Most threads at a time.",
                        ManagementFactory.getThreadMXBean().getPeakThreadCount()),
                started(ManagementFactory.getThreadMXBean()),
                loaded(ManagementFactory.getClassLoadingMXBean()),
                unloaded(ManagementFactory.getClassLoadingMXBean()),
                runtime());
    }

    /** One figure of a use of memory. */
    private interface Figure {
        long of(MemoryUsage usage);
    }

    private static Family area(String what, Figure figure) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        return Family.gauge("jvm_memory_" + what + "_bytes", "Memory of the virtual machine; -1 for no limit.")
                .add(figure.of(memory.getHeapMemoryUsage()), new Label("area", "heap"))
                .add(figure.of(memory.getNonHeapMemoryUsage()), new Label("area", "nonheap"))
                .build();
    }

    private static Family pools() {
        Builder family = Family.gauge("jvm_memory_pool_used_bytes", "Used memory of a pool, such as Metaspace.");
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            family.add(pool.getUsage().getUsed(), new Label("pool", pool.getName()));
        }
        return family.build();
    }

    private static Family collections() {
        Builder family = Family.summary("jvm_gc_collection_seconds", "Time of garbage collections.");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            family.addSum(
                    collector.getCollectionTime() / MILLIS,
                    collector.getCollectionCount(),
                    List.of(new Label("gc", collector.getName())));
        }
        return family.build();
    }

    private static Family threads(String what, String help, int count) {
        return Family.gauge("jvm_threads_" + what, help).add(count).build();
    }

    private static Family started(ThreadMXBean threads) {
        return Family.counter("jvm_threads_started", "Platform threads started so far.")
                .add(threads.getTotalStartedThreadCount())
                .build();
    }

    private static Family loaded(ClassLoadingMXBean classes) {
        return Family.gauge("jvm_classes_currently_loaded", "Classes that are loaded now.")
                .add(classes.getLoadedClassCount())
                .build();
    }

    private static Family unloaded(ClassLoadingMXBean classes) {
        return Family.counter("jvm_classes_unloaded", "Classes unloaded so far; each swap of a bundle unloads its own.")
                .add(classes.getUnloadedClassCount())
                .build();
    }

    private static Family runtime() {
        return Family.info("jvm_runtime", "The virtual machine.")
                .add(
                        1,
                        new Label("version", System.getProperty("java.runtime.version", "")),
                        new Label("vendor", System.getProperty("java.vm.vendor", "")),
                        new Label("runtime", System.getProperty("java.runtime.name", "")))
                .build();
    }
}
