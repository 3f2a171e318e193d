package io.featurefactory.spark.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

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

  /** A whole Spark, with what submits to Kubernetes; of links. */
  static SparkDistribution forKubernetes() throws IOException {
    Path folder = CACHE.resolve("spark-%s-kubernetes".formatted(OWN));
    Path more = CACHE.resolve("spark-kubernetes-4.1.1");
    if (!Files.exists(more.resolve("complete"))) {
      run(
          path("../mvnw"),
          "-q",
          "-B",
          "-ntp",
          "-f",
          path("src/test/resources/spark-kubernetes/pom.xml"),
          "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies",
          "-DincludeScope=runtime",
          "-DoutputDirectory=" + more.resolve("jars"));
      Files.createFile(more.resolve("complete"));
    }
    Path jars = Files.createDirectories(folder.resolve("jars"));
    for (Path home : List.of(of(OWN).home(), more)) {
      try (Stream<Path> all = Files.list(home.resolve("jars"))) {
        for (Path jar : all.toList()) {
          Path link = jars.resolve(jar.getFileName());
          if (!Files.exists(link)) {
            Files.createSymbolicLink(link, jar);
          }
        }
      }
    }
    return new SparkDistribution(folder);
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
