package io.featurefactory.cli.spark;

import io.featurefactory.definitions.FactorySettings.SparkSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Spark on this machine, and the jar of the job.
 *
 * @param home folder with {@code jars}, and perhaps {@code bin/spark-submit}
 * @param job the jar, the same for all versions of Spark
 */
record SparkInstallation(Path home, Path job) {
  /** The version that is fetched. */
  private static final String VERSION = "4.1.3";

  /**
   * The one that the settings name, else that of SPARK_HOME, else one that is fetched. Says on
   * standard error what it makes and fetches.
   *
   * @param folder of the project
   * @param variables of the process
   */
  static SparkInstallation prepare(
      SparkSettings settings, Path folder, Map<String, String> variables) {
    Path given = given(settings, folder, variables);
    Path home =
        given == null
            ? Path.of(
                System.getProperty("user.home"), ".cache", "feature-factory", "spark-" + VERSION)
            : given;
    return new SparkInstallation(
        home, prepare(variables, given == null ? List.of(home.toString()) : List.of()));
  }

  /**
   * The jar of the job alone, where Spark is somewhere else.
   *
   * @param variables of the process
   */
  static Path prepareJob(Map<String, String> variables) {
    return prepare(variables, List.of());
  }

  private static Path prepare(Map<String, String> variables, List<String> folders) {
    String factory = variables.get("FF_HOME");
    if (factory == null) {
      throw SparkErrors.noHome();
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(factory, "spark-job", "prepare").toString());
    command.addAll(folders);
    if (Processes.run(new ProcessBuilder(command)) != 0) {
      throw SparkErrors.notPrepared();
    }
    return Path.of(factory, "spark-job", "target", "feature-factory-spark-job.jar");
  }

  private static @Nullable Path given(
      SparkSettings settings, Path folder, Map<String, String> variables) {
    String written = settings.home();
    String variable = variables.getOrDefault("SPARK_HOME", "");
    if (written == null && variable.isEmpty()) {
      return null;
    }
    Path home = folder.resolve(written == null ? variable : written).normalize();
    if (!hasSpark(home)) {
      throw SparkErrors.noSparkIn(home, written == null ? "SPARK_HOME" : "spark: home");
    }
    return home;
  }

  private static boolean hasSpark(Path home) {
    return hasJar(home, "spark-core_*.jar");
  }

  private static boolean hasJar(Path home, String pattern) {
    Path jars = home.resolve("jars");
    if (!Files.isDirectory(jars)) {
      return false;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(jars, pattern)) {
      return found.iterator().hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * True if it is of the line of Spark 3. Its own RocksDB comes before that of the job, and is too
   * old for our store.
   */
  boolean isSpark3() {
    return hasJar(home, "spark-core_*-3.*.jar");
  }

  /** Fails if it cannot submit to Kubernetes, as the one that is fetched cannot. */
  void requireKubernetes() {
    if (!hasJar(home, "spark-kubernetes_*.jar")) {
      throw ReachErrors.noKubernetes(home);
    }
  }

  /** How spark-submit is called: by its script, or without one by its class. */
  List<String> submit(List<String> driverOptions) {
    Path script = home.resolve("bin").resolve("spark-submit");
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(script)) {
      command.add(script.toString());
      if (!driverOptions.isEmpty()) {
        command.add("--driver-java-options");
        command.add(String.join(" ", driverOptions));
      }
      return command;
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmOptions.OF_SPARK);
    command.addAll(driverOptions);
    command.add("-cp");
    command.add(home.resolve("jars") + "/*");
    command.add("org.apache.spark.deploy.SparkSubmit");
    return command;
  }
}
