package io.featurefactory.cli.spark;

import io.featurefactory.cli.emr.Emr;
import io.featurefactory.cli.emr.Submission;
import io.featurefactory.cli.project.ProjectSettings;
import io.featurefactory.lake.WarehouseSettings;
import java.io.PrintWriter;
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
  RemoteDriver(WarehouseSettings warehouse, String job) {
    this.warehouse = warehouse;
    this.job = job;
    this.output = new JobOutput.Reader(warehouse, job);
  }

  /**
   * Prints all that the driver of a job has printed, and what it prints until it has ended.
   *
   * @return its exit code
   */
  public static int follow(ProjectSettings settings, String job, PrintWriter out, PrintWriter err) {
    RemoteDriver driver = new RemoteDriver(settings.warehouseSettings(), job);
    driver.requireThere();
    try (Submission submission = driver.submission(settings)) {
      return driver.follow(submission, out, err);
    }
  }

  /**
   * Asks the driver of a job to end, and waits a while for that.
   *
   * @return true if it has ended; what it printed is kept
   */
  public static boolean cancel(ProjectSettings settings, String job) {
    RemoteDriver driver = new RemoteDriver(settings.warehouseSettings(), job);
    driver.requireThere();
    try (Submission submission = driver.submission(settings)) {
      return driver.cancel(submission);
    }
  }

  private Submission submission(ProjectSettings settings) {
    String place = output.place();
    Submission found = place == null ? null : Emr.find(settings.spark(), place);
    return found == null ? new UnknownSubmission() : found;
  }

  /**
   * Prints what a driver prints that was submitted now, until it has ended.
   *
   * @return its exit code
   */
  int followFromHere(Submission submission, PrintWriter out, PrintWriter err) {
    String place = submission.place();
    if (place != null) {
      output.keepPlace(place);
    }
    return follow(submission, out, err);
  }

  private int follow(Submission submission, PrintWriter out, PrintWriter err) {
    Thread detached = detaching(err);
    try {
      String beat = "";
      String told = "";
      long heard = System.nanoTime();
      while (output.code() == null) {
        output.print(out, err);
        Submission.State state = submission.state();
        if (state.phase() == Submission.Phase.ENDED) {
          // what it wrote last may have come in between
          return answer(ended(out, err), state, submission);
        }
        if (state.phase() == Submission.Phase.WAITING && !state.said().equals(told)) {
          told = state.said();
          err.println("Waiting: " + told);
          err.flush();
        }
        String now = Objects.requireNonNullElse(output.beat(), "");
        if (!now.equals(beat) || state.phase() != Submission.Phase.UNKNOWN) {
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

  private int answer(@Nullable Integer code, Submission.State state, Submission submission) {
    if (code == null) {
      if (output.place() != null) {
        output.remove(); // it is over for certain, and all of it has been shown
      }
      throw SparkErrors.driverLost(state.said(), submission.advice());
    }
    return code;
  }

  /** One that has not begun cannot hear; one that does not answer is ended by those who run it. */
  private boolean cancel(Submission submission) {
    output.cancel();
    if (submission.state().phase() == Submission.Phase.WAITING) {
      submission.cancel();
    }
    try {
      boolean ended = awaitEnd(submission);
      return ended || (submission.cancel() && awaitEnd(submission));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SparkErrors.interrupted();
    }
  }

  private boolean awaitEnd(Submission submission) throws InterruptedException {
    long deadline = System.nanoTime() + CANCEL_NANOS;
    while (System.nanoTime() < deadline) {
      if (output.code() != null || submission.state().phase() == Submission.Phase.ENDED) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return false;
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
}
