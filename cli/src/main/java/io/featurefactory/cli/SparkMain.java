package io.featurefactory.cli;

/** The entry point of {@code ff} in a driver of Spark, as spark-submit calls it. */
public final class SparkMain {
  private SparkMain() {}

  /** Runs the command line in {@code args} with the tasks on Spark, and exits with its code. */
  public static void main(String[] args) {
    System.exit(Main.run(args, Surroundings.ofProcess().inSpark()));
  }
}
