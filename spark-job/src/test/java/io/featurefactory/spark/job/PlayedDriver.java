package io.featurefactory.spark.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a driver that a cluster was asked for by a Spark on this machine. Only what is about the
 * cluster, and about how many machines there are, is left out.
 */
final class PlayedDriver {
  private static final List<String> LEFT_OUT =
      List.of(
          "spark.executor.",
          "spark.dynamicAllocation.",
          "spark.driver.",
          "spark.kubernetes.",
          "spark.yarn.",
          "spark.emr-serverless.",
          "spark.app.",
          "spark.submit.",
          "spark.master",
          "spark.jars");

  private static final Set<String> OPTIONS = Set.of("--conf", "--class", "--name");

  private PlayedDriver() {}

  /**
   * Runs it to its end.
   *
   * @param options for spark-submit, with the jar
   * @param jar to be run in the place of the one that is named
   * @return its exit code
   */
  static int run(
      List<String> options,
      Map<String, String> conf,
      Path jar,
      List<String> arguments,
      Path folder,
      Path log)
      throws IOException, InterruptedException {
    Path home = SparkDistribution.of(SparkDistribution.OWN).home();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    SparkCluster.OPENED.forEach(
        name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    command.addAll(List.of("-cp", home.resolve("jars") + "/*"));
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", "local[2]"));
    command.addAll(options);
    conf.forEach(
        (name, value) -> {
          if (LEFT_OUT.stream().noneMatch(name::startsWith)) {
            command.addAll(List.of("--conf", name + "=" + value));
          }
        });
    command.add(jar.toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // as the role of a machine of Amazon, or a secret of Kubernetes
    builder.environment().put("AWS_ACCESS_KEY_ID", "test");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.start().waitFor();
  }

  /** The words of a spark-submit, taken apart. */
  record Line(List<String> options, Map<String, String> conf, String jar, List<String> arguments) {
    /** Of the words after the program. */
    static Line of(List<String> words) {
      List<String> options = new ArrayList<>();
      Map<String, String> conf = new java.util.LinkedHashMap<>();
      int i = 0;
      for (; words.get(i).startsWith("--"); i += 2) {
        String value = words.get(i + 1);
        if (words.get(i).equals("--conf")) {
          conf.put(value.replaceFirst("=.*", ""), value.replaceFirst("[^=]*=", ""));
        } else if (OPTIONS.contains(words.get(i))) {
          options.addAll(List.of(words.get(i), value));
        }
      }
      return new Line(options, conf, words.get(i), words.subList(i + 1, words.size()));
    }
  }
}
