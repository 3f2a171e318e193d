package io.featurefactory.cli.spark;

import io.featurefactory.lake.WarehouseSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A driver that a cluster runs: what it prints is read from the warehouse. */
final class RemoteDriver {
  private static final long POLL_MILLIS = 500;

  private final JobOutput.Reader output;
  private final Path log;

  /**
   * The driver of a job.
   *
   * @param log of what submits it
   */
  RemoteDriver(WarehouseSettings warehouse, String job, Path log) {
    this.output = new JobOutput.Reader(warehouse, job);
    this.log = log;
  }

  /**
   * Submits the job and prints what the driver prints, until it has ended.
   *
   * @return its exit code
   */
  int follow(ProcessBuilder submit, PrintWriter out, PrintWriter err) {
    Process process = start(submit);
    Thread detached =
        new Thread(
            () -> {
              err.println(
                  "Detached: the driver goes on in the cluster, and what it prints is kept in "
                      + output.location());
              err.flush();
            });
    Runtime.getRuntime().addShutdownHook(detached);
    try {
      return await(process, out, err);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw SparkErrors.interrupted();
    } finally {
      Processes.removeHook(detached);
    }
  }

  private int await(Process process, PrintWriter out, PrintWriter err) throws InterruptedException {
    // who submits learns of the end seconds after the driver has told
    while (output.code() == null && !process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      output.print(out, err);
    }
    Integer code = output.code();
    output.print(out, err);
    if (code == null) {
      throw SparkErrors.driverLost(process.exitValue(), log);
    }
    process.destroy();
    output.remove();
    return code;
  }

  private Process start(ProcessBuilder submit) {
    try {
      return submit
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw SparkErrors.cannotStart(submit.command().get(0), e);
    }
  }
}
