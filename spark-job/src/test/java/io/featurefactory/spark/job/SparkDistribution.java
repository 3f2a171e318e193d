package io.featurefactory.spark.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The jars of a version of Spark, in the folder where ff keeps what it fetches.
 *
 * @param home with {@code jars} in it
 */
record SparkDistribution(Path home) {
  /** The version that ff fetches. */
  static final String OWN = "4.1.3";

  private static final Path CACHE =
      Path.of(System.getProperty("user.home"), ".cache", "feature-factory");

  /** Fetched now, if it was not: Spark 3 for Scala 2.12, the others for 2.13. */
  static SparkDistribution of(String version) throws IOException {
    Path home = CACHE.resolve("spark-" + version);
    if (version.equals(OWN)) {
      run(path("prepare"), home.toString()); // as ff does, one process at a time
    } else if (!Files.exists(home.resolve("complete"))) {
      run(
          path("../mvnw"),
          "-q",
          "-B",
          "-ntp",
          "-f",
          path("distribution/pom.xml"),
          "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies",
          "-Dspark.version=" + version,
          "-Dscala.line=" + (version.startsWith("3.") ? "2.12" : "2.13"),
          "-DincludeScope=runtime",
          "-DoutputDirectory=" + home.resolve("jars"));
      Files.createFile(home.resolve("complete"));
    }
    return new SparkDistribution(home);
  }

  private static String path(String here) {
    return Path.of(here).toAbsolutePath().normalize().toString();
  }

  private static void run(String... command) throws IOException {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      builder.environment().put("FF_NO_BUILD", "1");
      if (builder.start().waitFor() != 0) {
        throw new IllegalStateException("Spark could not be fetched, for the reason above");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
