package io.featurefactory.cli.spark;

import io.featurefactory.lake.WarehouseSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A driver that a cluster runs: what it prints is read from the warehouse. */
public final class RemoteDriver {
  private static final long POLL_MILLIS = 500;
  private static final Pattern NAME = Pattern.compile("[a-z]+-[0-9A-Z.-]+");

  /** A driver tells every few seconds that it lives. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final long CANCEL_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final WarehouseSettings warehouse;
  private final String job;
  private final JobOutput.Reader output;

  /** The driver of a job. */
  public RemoteDriver(WarehouseSettings warehouse, String job) {
    this.warehouse = warehouse;
    this.job = job;
    this.output = new JobOutput.Reader(warehouse, job);
  }

  /**
   * Submits the job and prints what the driver prints, until it has ended.
   *
   * @param log of what submits it
   * @return its exit code
   */
  int follow(ProcessBuilder submit, Path log, PrintWriter out, PrintWriter err) {
    Process process = start(submit, log);
    Thread detached = detaching(err);
    try {
      // who submits learns of the end seconds after the driver has told
      while (output.code() == null && !process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        output.print(out, err);
      }
      Integer code = ended(out, err);
      if (code == null) {
        throw SparkErrors.driverLost(process.exitValue(), log);
      }
      process.destroy();
      return code;
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw SparkErrors.interrupted();
    } finally {
      Processes.removeHook(detached);
    }
  }

  /**
   * Prints all that the driver of a submitted job has printed, and what it prints until it has
   * ended.
   *
   * @return its exit code
   */
  public int follow(PrintWriter out, PrintWriter err) {
    requireThere();
    Thread detached = detaching(err);
    try {
      String beat = "";
      long heard = System.nanoTime();
      while (output.code() == null) {
        output.print(out, err);
        String now = Objects.requireNonNullElse(output.beat(), "");
        if (!now.equals(beat)) {
          beat = now;
          heard = System.nanoTime();
        } else if (System.nanoTime() - heard > SILENCE_NANOS) {
          throw SparkErrors.driverSilent(job, output.location());
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
      return Objects.requireNonNull(ended(out, err));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SparkErrors.interrupted();
    } finally {
      Processes.removeHook(detached);
    }
  }

  /**
   * Asks the driver to end, and waits a while for that.
   *
   * @return true if it has ended; what it printed is kept
   */
  public boolean cancel() {
    requireThere();
    output.cancel();
    try {
      long deadline = System.nanoTime() + CANCEL_NANOS;
      while (output.code() == null && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
      return output.code() != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SparkErrors.interrupted();
    }
  }

  private void requireThere() {
    if (!NAME.matcher(job).matches() || !output.exists()) {
      throw SparkErrors.noSuchJob(job, JobOutput.jobs(warehouse));
    }
  }

  private Thread detaching(PrintWriter err) {
    Thread detached =
        new Thread(
            () -> {
              err.printf(
                  "%nDetached: the driver goes on in the cluster. Follow it again with ff follow"
                      + " %s, stop it with ff cancel %s%n",
                  job, job);
              err.flush();
            });
    Runtime.getRuntime().addShutdownHook(detached);
    return detached;
  }

  /** Prints the rest and removes it; null if the driver has told no end. */
  private @Nullable Integer ended(PrintWriter out, PrintWriter err) {
    Integer code = output.code();
    output.print(out, err);
    if (code != null) {
      output.remove();
    }
    return code;
  }

  private static Process start(ProcessBuilder submit, Path log) {
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
