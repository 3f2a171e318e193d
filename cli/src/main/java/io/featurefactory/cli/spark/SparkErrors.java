package io.featurefactory.cli.spark;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Every way in which handing a command to Spark can say no. */
final class SparkErrors {
  private SparkErrors() {}

  static FactoryException noSparkIn(Path home, String setting) {
    return new FactoryException(
        Kind.USER,
        ("%s: there is no Spark in %s (expected: a folder with jars/spark-core_*.jar). Correct it, or leave"
                + " it out: then one is fetched")
            .formatted(setting, home));
  }

  static FactoryException rocksDbOfSpark3(Path home, String store) {
    return new FactoryException(
        Kind.USER,
        ("online: %s is a RocksDB, and the Spark in %s is a Spark 3, whose own RocksDB is too old for it"
                + " (expected: Spark 4, or an online store of another type)")
            .formatted(store, home));
  }

  static FactoryException noHome() {
    return new FactoryException(
        Kind.USER,
        "engine: spark needs the jar that ff makes, and FF_HOME does not say where ff is (expected: ff called by its launcher)");
  }

  static FactoryException notPrepared() {
    return new FactoryException(
        Kind.EXTERNAL, "Spark is not ready, for the reason above; nothing was done. Run again");
  }

  static FactoryException cannotStart(String program, IOException cause) {
    return new FactoryException(
        Kind.EXTERNAL, "Cannot start %s: %s".formatted(program, cause.getMessage()), cause);
  }

  static FactoryException cannotWrite(Path file, IOException cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot write %s: %s. Check the folder's permissions and the disk's free space"
            .formatted(file, cause.getClass().getSimpleName()),
        cause);
  }

  /**
   * A driver that told no end.
   *
   * @param said by those who ran it
   */
  static FactoryException driverLost(String said, String advice) {
    return new FactoryException(
        Kind.EXTERNAL,
        "The driver of Spark ended without an answer (%s). What it had done is kept; run again, or %s"
            .formatted(said, advice));
  }

  static FactoryException driverSilent(String job, String location) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("The driver of %s has not been heard of for a minute: it is gone, or does not reach the warehouse."
                + " What it had done is kept, and what it printed in %s. See the pages of the cluster; if it"
                + " is gone, run again")
            .formatted(job, location));
  }

  /** A job that goes on, as far as anybody knows. */
  static FactoryException outOfSight(String job, String trouble) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Lost sight of %s, which goes on: %s. Follow it again with ff follow %s, stop it with ff cancel %s"
            .formatted(job, trouble.replaceFirst("[.] Nothing was committed.*", ""), job, job));
  }

  static FactoryException noSuchJob(String job, List<String> jobs) {
    return new FactoryException(
        Kind.USER,
        "There is no job %s (expected: %s). What a job prints is kept for a week"
            .formatted(
                job,
                jobs.isEmpty()
                    ? "the name of one, but none was submitted"
                    : "one of " + String.join(", ", jobs)));
  }

  static FactoryException interrupted() {
    return new FactoryException(
        Kind.EXTERNAL, "Interrupted; the job of Spark was told to stop. Run again");
  }
}
