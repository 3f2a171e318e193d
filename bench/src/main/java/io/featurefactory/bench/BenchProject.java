package io.featurefactory.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A project of Feature Factory that exists for a benchmark, and its launcher. */
final class BenchProject {
  private static final String ON_SPARK =
      """
      engine: spark
      spark: {master: "local[2]"}
      """;

  private static final String ONE_AT_A_TIME = ON_SPARK.replace("local[2]", "local[1]");

  private final Path folder;
  private final Path launcher;
  private final FolderStates states;

  private BenchProject(Path folder, Path launcher, FolderStates states) {
    this.folder = folder;
    this.launcher = launcher;
    this.states = states;
  }

  /**
   * A new project in place of one that may be there.
   *
   * @param definitions its features, a resource of {@code /project}
   * @param launcher the script {@code ff}
   */
  static BenchProject create(Path folder, String definitions, Path launcher) {
    Path states = folder.resolveSibling(folder.getFileName() + ".states");
    FolderStates.delete(folder);
    FolderStates.delete(states);
    try (InputStream in =
        Objects.requireNonNull(BenchProject.class.getResourceAsStream("/project/" + definitions))) {
      Files.createDirectories(folder.resolve("features"));
      Files.writeString(folder.resolve("factory.yaml"), "project: bench\n");
      Files.writeString(folder.resolve("factory.spark.yaml"), ON_SPARK);
      Files.writeString(folder.resolve("factory.spark-slowly.yaml"), ONE_AT_A_TIME);
      Files.copy(in, folder.resolve("features").resolve(definitions));
    } catch (IOException e) {
      throw BenchErrors.cannot("create the project " + folder, e);
    }
    return new BenchProject(folder, launcher, new FolderStates(folder.resolve(".factory"), states));
  }

  FolderStates states() {
    return states;
  }

  /** Frees the disk. */
  void delete() {
    FolderStates.delete(folder);
    FolderStates.delete(folder.resolveSibling(folder.getFileName() + ".states"));
  }

  /** What differs in an environment. */
  void environment(String name, String settings) {
    try {
      Files.writeString(folder.resolve("factory.%s.yaml".formatted(name)), settings);
    } catch (IOException e) {
      throw BenchErrors.cannot("write the settings of " + folder, e);
    }
  }

  /** A command of {@code ff} on this project, for instance {@code run ad_ctr}. */
  Launch ff(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return new Launch(name, command, folder, Map.of("FF_NO_BUILD", "1"));
  }

  /** A command with its tasks on Spark, two at once in the process of the driver. */
  Launch onSpark(Launch launch) {
    return in("spark", launch);
  }

  /** The same with one task at a time. */
  Launch onSparkSlowly(Launch launch) {
    return in("spark-slowly", launch);
  }

  private Launch in(String environment, Launch launch) {
    List<String> command = new ArrayList<>(launch.command());
    command.addAll(List.of("--env", environment));
    return new Launch(launch.name(), command, folder, launch.environment());
  }

  /** Starts a session of Spark, finds that nothing is due, and ends. */
  Launch startOnSpark(String view, String at) {
    return onSpark(run("ff on Spark, nothing to do", view, at));
  }

  /** The same, after it has fetched Spark and made the jar, where that has to be done. */
  Launch prepareSpark(String view, String at) {
    return new Launch("ff prepares Spark", startOnSpark(view, at).command(), folder, Map.of());
  }

  Launch importing(String name, List<Path> files) {
    List<String> arguments = new ArrayList<>(List.of("import", "clickstream"));
    files.forEach(file -> arguments.add(file.toString()));
    return ff(name, arguments.toArray(String[]::new));
  }

  /**
   * History of views.
   *
   * @param from first boundary, as {@code ff} takes it
   * @param to last boundary
   */
  Launch backfill(String name, List<String> views, String from, String to) {
    List<String> arguments = new ArrayList<>(List.of("backfill"));
    arguments.addAll(views);
    arguments.addAll(List.of("--from", from, "--to", to));
    return ff(name, arguments.toArray(String[]::new));
  }

  /** What is due of a view at an instant. */
  Launch run(String name, String view, String at) {
    return ff(name, "run", view, "--at", at);
  }

  /** Folder of the lake's Parquet files; the lake is only ever appended to. */
  Path lake() {
    return folder.resolve(".factory/warehouse/lake/clickstream/data");
  }

  /** Folder of the Parquet files of a view's log. */
  Path log(String view) {
    return folder.resolve(".factory/warehouse/log/%s_v1_log/data".formatted(view));
  }

  /** A place for what others than Feature Factory write about this project. */
  Path output(String name) {
    return folder.resolve("output").resolve(name);
  }
}
