package io.featurefactory.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs one process after the other and measures each as a whole, from its start to its end. Reads
 * {@code /proc}; where there is none, only the clock is measured. For one thread.
 */
final class ProcessMeter {
  private static final double TICKS_PER_SECOND = 100;
  private static final int POLL_MILLIS = 20;

  /** Looking for the processes that a process has started costs more. */
  private static final int POLLS_OF_OTHERS = 25;

  private static final int TAIL = 25;
  private static final int CUTIME = 13; // counted from the state, the first after the name
  private static final int CSTIME = 14;

  private final Path logs;

  /**
   * A meter.
   *
   * @param logs folder for what the processes print: a file of each name, of its last run
   */
  ProcessMeter(Path logs) {
    this.logs = logs;
  }

  /** The outcome of a process that may fail. */
  record Ended(Measurement measurement, int exit, Path log) {}

  /** Runs a process that has to succeed. */
  Measurement run(Launch launch) {
    Ended ended = attempt(launch);
    if (ended.exit() != 0) {
      throw BenchErrors.processFailed(launch, ended.exit(), ended.log(), tail(ended.log()));
    }
    return ended.measurement();
  }

  Ended attempt(Launch launch) {
    Path log = logs.resolve(launch.name().replaceAll("[^A-Za-z0-9]+", "-") + ".log");
    try {
      Files.createDirectories(logs);
      double cpuBefore = childrenSeconds();
      long start = System.nanoTime();
      Process process = start(launch, log.toFile());
      long peak = watch(process);
      double wall = (System.nanoTime() - start) / 1e9;
      return new Ended(
          new Measurement(wall, childrenSeconds() - cpuBefore, peak), process.exitValue(), log);
    } catch (IOException e) {
      throw BenchErrors.cannot("start " + launch.command().get(0), e);
    }
  }

  private static Process start(Launch launch, File log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(launch.command())
            .directory(launch.folder().toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(log);
    builder.environment().putAll(launch.environment());
    return builder.start();
  }

  /**
   * Waits until the process has ended; its peak of resident memory, or that of the largest process
   * that it started.
   */
  private static long watch(Process process) {
    long peak = 0;
    long polls = 0;
    try {
      do {
        peak = Math.max(peak, peakBytes(process.pid()));
        if (++polls % POLLS_OF_OTHERS == 0) {
          peak =
              Math.max(
                  peak, process.descendants().mapToLong(o -> peakBytes(o.pid())).max().orElse(0));
        }
      } while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw BenchErrors.cannot("wait for process " + process.pid(), e);
    }
    return peak;
  }

  private static long peakBytes(long process) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
      return 0;
    } catch (IOException | UncheckedIOException e) {
      return 0; // it has just ended
    }
  }

  /** User and system time of all children that have ended, and of theirs. */
  private static double childrenSeconds() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[CUTIME]) + Long.parseLong(fields[CSTIME])) / TICKS_PER_SECOND;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static List<String> tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return lines.subList(Math.max(0, lines.size() - TAIL), lines.size());
    } catch (IOException e) {
      return List.of("(unreadable: " + e.getMessage() + ")");
    }
  }
}
