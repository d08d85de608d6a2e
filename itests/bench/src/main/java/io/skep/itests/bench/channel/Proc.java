package io.skep.itests.bench.channel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What /proc says about the process under test. */
record Proc(long pid) {

    private static final double TICKS = 100.0;
    private static final int SAMPLES = 3;

    /** Processor time so far, in seconds. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(words[11]) + Long.parseLong(words[12])) / TICKS;
    }

    /** Resident memory in kB (1000 bytes): median of three samples a second apart, after a pause; without one, now. */
    double residentKilobytes(long settleSeconds) throws IOException, InterruptedException {
        if (settleSeconds == 0) {
            return resident();
        }
        TimeUnit.SECONDS.sleep(settleSeconds);
        double[] samples = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            samples[i] = resident();
            TimeUnit.SECONDS.sleep(1);
        }
        Arrays.sort(samples);
        return samples[SAMPLES / 2];
    }

    private double resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1.024;
            }
        }
        throw new IOException("/proc does not tell the memory of process " + pid);
    }

    /** The open files that a process may have. */
    long maxFiles() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/limits"))) {
            if (line.startsWith("Max open files")) {
                return Long.parseLong(line.substring(26).strip().split("\\s+")[0]);
            }
        }
        throw new IOException("/proc does not tell the limits of process " + pid);
    }
}
