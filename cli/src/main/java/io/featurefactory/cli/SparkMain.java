package io.featurefactory.cli;

import io.featurefactory.cli.spark.SparkDriver;

/** The entry point of {@code ff} in a driver of Spark, as spark-submit calls it. */
public final class SparkMain {
  private SparkMain() {}

  /** Runs a command line with the tasks on Spark, and exits with its code. */
  public static void main(String[] args) {
    Surroundings process = Surroundings.ofProcess();
    System.exit(
        SparkDriver.run(
            args,
            process.environment(),
            process.out(),
            process.err(),
            (words, out, err) ->
                Main.run(words.toArray(String[]::new), process.inSpark(out, err))));
  }
}
