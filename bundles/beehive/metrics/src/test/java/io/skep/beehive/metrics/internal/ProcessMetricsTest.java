package io.skep.beehive.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMetricsTest {

    @TempDir
    private Path proc;

    private String text() {
        return TextFormat.PROMETHEUS.write(new ProcessMetrics(proc, ProcessHandle.current()).families());
    }

    @Test
    void readsWhatTheKernelTells() throws IOException {
        Files.writeString(proc.resolve("status"), "Name:\tjava\nVmSize:\t  2048 kB\nVmRSS:\t   100 kB\n");
        Files.writeString(
                proc.resolve("limits"), "Limit    Soft   Hard\nMax open files            1024   4096   files\n");
        Files.createDirectories(proc.resolve("fd/0"));
        Files.createDirectories(proc.resolve("fd/1"));
        assertThat(text())
                .contains("process_virtual_memory_bytes 2097152\n")
                .contains("process_resident_memory_bytes 102400\n")
                .contains("process_max_fds 1024\n")
                .contains("process_open_fds 2\n")
                .containsPattern("process_start_time_seconds \\d")
                .containsPattern("process_cpu_seconds_total \\d");
    }

    @Test
    void leavesOutWhatTheKernelDoesNotTell() throws IOException {
        Files.writeString(proc.resolve("limits"), "Max open files            unlimited   unlimited   files\n");
        assertThat(text()).doesNotContain("_fds", "memory").contains("process_start_time_seconds");
    }

    @Test
    void theVirtualMachineTellsItsMemoryThreadsClassesAndCollections() {
        assertThat(TextFormat.OPEN_METRICS.write(new JvmMetrics().families()))
                .containsPattern("jvm_memory_used_bytes\\{area=\"heap\"} \\d{6}")
                .containsPattern("jvm_memory_pool_used_bytes\\{pool=\"Metaspace\"} \\d{6}")
                .containsPattern("jvm_gc_collection_seconds_count\\{gc=\"[^\"]+\"} \\d")
                .containsPattern("jvm_threads_current [1-9]")
                .containsPattern("jvm_classes_currently_loaded [1-9]")
                .containsPattern("jvm_runtime_info\\{version=\"\\d");
    }
}
