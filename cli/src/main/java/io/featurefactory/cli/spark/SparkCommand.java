package io.featurefactory.cli.spark;

import io.featurefactory.cli.project.ProjectSettings;
import io.featurefactory.definitions.FactorySettings.SparkSettings;
import io.featurefactory.definitions.FactorySettings.Submit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Hands a command of {@code ff} to Spark: the same command line, run in a driver. */
public final class SparkCommand {
  private static final String MAIN = "io.featurefactory.cli.SparkMain";
  private static final String LOGGING = "log4j2.properties";

  private final ProjectSettings settings;
  private final Map<String, String> variables;

  /**
   * For a project.
   *
   * @param variables of this process
   */
  public SparkCommand(ProjectSettings settings, Map<String, String> variables) {
    this.settings = settings;
    this.variables = Map.copyOf(variables);
  }

  /**
   * Runs it and waits for its end; what it prints goes where this process prints.
   *
   * @param args of {@code ff}
   * @param now names the file of Spark's log
   * @return its exit code
   */
  public int run(List<String> args, Instant now) {
    SparkInstallation spark =
        SparkInstallation.prepare(settings.spark(), settings.folder(), variables);
    Path folder = settings.state().resolve("spark");
    writeLogging(folder);
    String name = args.get(0) + "-" + now.toString().replace(":", "");
    List<String> command =
        new ArrayList<>(
            spark.submit(
                List.of(
                    "-Dlog4j2.configurationFile=" + folder.resolve(LOGGING).toUri(),
                    "-Dff.spark.log=" + folder.resolve("logs").resolve(name + ".log"))));
    command.addAll(options());
    command.add(spark.job().toString());
    command.addAll(args);
    return Processes.run(new ProcessBuilder(command));
  }

  private List<String> options() {
    SparkSettings spark = settings.spark();
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--master", spark.master()));
    options.addAll(List.of("--deploy-mode", spark.submit() == Submit.LOCAL ? "client" : "cluster"));
    options.addAll(List.of("--name", "feature-factory " + settings.project()));
    options.addAll(List.of("--class", MAIN));
    options.addAll(List.of("--conf", "spark.ui.showConsoleProgress=false"));
    Long memory = settings.memoryBytes();
    if (memory != null) {
      options.addAll(List.of("--conf", "spark.featurefactory.kernel.memory=" + memory + "b"));
    }
    spark.conf().forEach((name, value) -> options.addAll(List.of("--conf", name + "=" + value)));
    return options;
  }

  /** Spark's own messages go to a file: the terminal is for those of the command. */
  private static void writeLogging(Path folder) {
    Path file = folder.resolve(LOGGING);
    try (InputStream in = SparkCommand.class.getResourceAsStream(LOGGING)) {
      Files.createDirectories(folder.resolve("logs"));
      Files.copy(Objects.requireNonNull(in), file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw SparkErrors.cannotWrite(file, e);
    }
  }
}
