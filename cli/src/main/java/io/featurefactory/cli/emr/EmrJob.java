package io.featurefactory.cli.emr;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Amazon is to run.
 *
 * @param name unlike that of any other job
 * @param project whose it is
 * @param jar where the jar is, {@code s3://}
 * @param mainClass what it runs
 * @param arguments of the main class
 * @param conf settings of Spark by name
 * @param logs where messages of Spark go, {@code s3://}
 */
public record EmrJob(
    String name,
    String project,
    String jar,
    String mainClass,
    List<String> arguments,
    Map<String, String> conf,
    String logs) {
  public EmrJob {
    arguments = List.copyOf(arguments);
    conf = new LinkedHashMap<>(conf);
  }
}
