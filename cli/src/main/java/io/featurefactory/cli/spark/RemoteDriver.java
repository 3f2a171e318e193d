package io.featurefactory.cli.spark;

import io.featurefactory.cli.emr.Emr;
import io.featurefactory.cli.emr.Submission;
import io.featurefactory.cli.project.ProjectSettings;
import io.featurefactory.lake.WarehouseSettings;
import io.featurefactory.model.FactoryException;
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

  /** The exit code of what an interrupt has ended. */
  static final int STOPPED = 130;

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
   * What became of a wish to end.
   *
   * @param ended whether the driver has ended; what it printed is kept
   * @param code with which it has; null if it told none
   */
  public record Cancelled(boolean ended, @Nullable Integer code) {
    /** True if it had done its work before it heard of the wish. */
    public boolean wasDone() {
      return code != null && code != STOPPED;
    }
  }

  /** Asks the driver of a job to end, and waits a while for that. */
  public static Cancelled cancel(ProjectSettings settings, String job) {
    RemoteDriver driver = new RemoteDriver(settings.warehouseSettings(), job);
    driver.requireThere();
    try (Submission submission = driver.submission(settings)) {
      boolean ended = driver.cancel(submission);
      return new Cancelled(ended, driver.output.code());
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
      try {
        output.keepPlace(place);
      } catch (FactoryException e) {
        err.printf(
            "Nobody else can ask for %s before its driver has begun: %s%n", job, e.getMessage());
        err.flush();
      }
    }
    return follow(submission, out, err);
  }

  /**
   * What is seen of a driver at once.
   *
   * @param code its exit code; null if it has told none
   * @param beat changes while it lives; empty before it has begun
   */
  private record Look(Submission.State state, @Nullable Integer code, String beat) {}

  private int follow(Submission submission, PrintWriter out, PrintWriter err) {
    Thread detached = detaching(err);
    try {
      String beat = "";
      String told = "";
      long heard = System.nanoTime();
      while (true) {
        String trouble = "";
        try {
          Look look = look(submission, out, err);
          Submission.Phase phase = look.state().phase();
          if (look.code() != null) {
            return look.code();
          }
          if (phase == Submission.Phase.ENDED) {
            throw SparkErrors.driverLost(look.state().said(), submission.advice());
          }
          if (phase == Submission.Phase.WAITING && !look.state().said().equals(told)) {
            told = look.state().said();
            err.println("Waiting: " + told);
            err.flush();
          }
          if (phase != Submission.Phase.UNKNOWN || !look.beat().equals(beat)) {
            beat = look.beat();
            heard = System.nanoTime();
          }
          trouble = look.state().said();
        } catch (Unseen e) {
          trouble = e.reason;
        }
        if (System.nanoTime() - heard > SILENCE_NANOS) {
          throw trouble.isEmpty()
              ? SparkErrors.driverSilent(job, output.location())
              : SparkErrors.outOfSight(job, trouble);
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SparkErrors.interrupted();
    } finally {
      Processes.removeHook(detached);
    }
  }

  /** The warehouse did not answer. */
  private static final class Unseen extends Exception {
    private static final long serialVersionUID = 1;
    private final String reason;

    Unseen(FactoryException cause) {
      super(cause);
      this.reason = String.valueOf(cause.getMessage());
    }
  }

  /** Asks how far it is before it looks for the code: who has ended has told its code before. */
  private Look look(Submission submission, PrintWriter out, PrintWriter err) throws Unseen {
    Submission.State state = submission.state();
    try {
      Integer code = output.code();
      String beat = Objects.requireNonNullElse(output.beat(), "");
      output.print(out, err);
      return new Look(state, code, beat);
    } catch (FactoryException e) {
      throw new Unseen(e);
    }
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
}
