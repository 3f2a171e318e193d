package io.featurefactory.cli.spark;

import io.featurefactory.cli.emr.Submission;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.cli.project.ProjectSettings;
import io.featurefactory.definitions.FactorySettings;
import io.featurefactory.definitions.FactorySettings.SparkSettings;
import io.featurefactory.definitions.FactorySettings.Submit;
import io.featurefactory.model.FactoryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Hands a command of {@code ff} to Spark: the same command line, run in a driver. */
public final class SparkCommand {
  /** The main class of the job. */
  static final String MAIN = "io.featurefactory.cli.SparkMain";

  private static final Duration KEPT = Duration.ofDays(7);
  private static final String LOGGING = "log4j2.properties";

  private final ProjectFiles files;
  private final ProjectSettings settings;
  private final Map<String, String> variables;

  /**
   * For a project.
   *
   * @param variables of this process
   */
  public SparkCommand(ProjectFiles files, Map<String, String> variables) {
    this.files = files;
    this.settings = files.settings();
    this.variables = Map.copyOf(variables);
  }

  /**
   * Runs it and waits for its end.
   *
   * @param words of the command line after {@code ff}, without the project's folder
   * @param usesFilesHere whether its driver has to run on this machine
   * @param now names the job
   * @param out where its answer goes, if the driver is not on this machine; else it prints itself
   * @param err where its progress and messages go, likewise
   * @return its exit code
   */
  public int run(
      List<String> words, boolean usesFilesHere, Instant now, PrintWriter out, PrintWriter err) {
    String name = words.get(0) + "-" + now.toString().replace(":", "");
    Submit place = settings.spark().submit();
    if (place.isApart()) {
      new Reach(files).require(words.get(0), usesFilesHere);
    }
    if (place.isEmr()) {
      forgetOld(now);
      return atAmazon(words, name, out, err);
    }
    SparkInstallation spark =
        SparkInstallation.prepare(settings.spark(), settings.folder(), variables);
    refuseOldRocksDb(spark);
    boolean here = usesFilesHere || place == Submit.LOCAL;
    Path log = writeLogging().resolve(name + ".log");
    List<String> command = new ArrayList<>();
    if (place == Submit.KUBERNETES) {
      spark.requireKubernetes();
      command.addAll(spark.submit(List.of()));
      command.addAll(inPods());
    } else {
      command.addAll(spark.submit(driverOptions(log)));
      command.addAll(options(here));
      command.add(spark.job().toString());
    }
    String folder = settings.folder().toString();
    Job job = here ? new Job(folder, Map.of(), "") : new Job(folder, files.settingsTexts(), name);
    command.add(job.word());
    command.addAll(words);
    ProcessBuilder submit = new ProcessBuilder(command);
    String pages = place == Submit.KUBERNETES ? "the driver's pod" : "the pages of the master";
    if (here) {
      return Processes.run(submit);
    }
    forgetOld(now);
    return follow(new SubmitProcess(submit, pages, log), name, out, err);
  }

  private int atAmazon(List<String> words, String name, PrintWriter out, PrintWriter err) {
    Path jar = SparkInstallation.prepareJob(variables);
    Submission submission = new AmazonCommand(files).submit(words, name, jar, err);
    err.printf("Submitted as %s, to %s%n", name, submission.place());
    err.flush();
    return follow(submission, name, out, err);
  }

  private int follow(Submission submission, String name, PrintWriter out, PrintWriter err) {
    try (submission) {
      return new RemoteDriver(settings.warehouseSettings(), name)
          .followFromHere(submission, out, err);
    }
  }

  private void forgetOld(Instant now) {
    try {
      JobOutput.forget(settings.warehouseSettings(), now.minus(KEPT));
    } catch (FactoryException e) {
      return; // the next one does it
    }
  }

  private void refuseOldRocksDb(SparkInstallation spark) {
    if (spark.isSpark3()) {
      settings.online().entrySet().stream()
          .filter(store -> store.getValue() instanceof FactorySettings.RocksDb)
          .findFirst()
          .ifPresent(
              store -> {
                throw SparkErrors.rocksDbOfSpark3(spark.home(), store.getKey());
              });
    }
  }

  private List<String> options(boolean here) {
    SparkSettings spark = settings.spark();
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--master", spark.master()));
    options.addAll(List.of("--name", "feature-factory " + settings.project()));
    options.addAll(List.of("--class", MAIN));
    options.addAll(List.of("--conf", "spark.ui.showConsoleProgress=false"));
    options.addAll(List.of("--deploy-mode", here ? "client" : "cluster"));
    if (spark.submit() == Submit.STANDALONE) {
      options.addAll(List.of("--conf", "spark.standalone.submit.waitAppCompletion=true"));
    }
    Long memory = settings.memoryBytes();
    if (memory != null) {
      options.addAll(List.of("--conf", "spark.featurefactory.kernel.memory=" + memory + "b"));
    }
    spark.conf().forEach((name, value) -> options.addAll(List.of("--conf", name + "=" + value)));
    return options;
  }

  /** What spark-submit is told of pods, up to the jar. */
  private List<String> inPods() {
    SparkSettings spark = settings.spark();
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--master", spark.master(), "--deploy-mode", "cluster"));
    options.addAll(List.of("--name", "feature-factory " + settings.project()));
    options.addAll(List.of("--class", MAIN));
    ClusterConf.of(spark, settings.memoryBytes())
        .forEach((name, value) -> options.addAll(List.of("--conf", name + "=" + value)));
    options.add(Objects.requireNonNull(spark.kubernetes()).jar());
    return options;
  }

  private List<String> driverOptions(Path log) {
    List<String> options = new ArrayList<>(JvmOptions.OF_DRIVER);
    options.add("-Dlog4j2.configurationFile=" + folder().resolve(LOGGING).toUri());
    options.add("-Dff.spark.log=" + log);
    return options;
  }

  private Path folder() {
    return settings.state().resolve("spark");
  }

  /** Spark's own messages go to a file: the terminal is for those of the command. */
  private Path writeLogging() {
    Path file = folder().resolve(LOGGING);
    Path logs = folder().resolve("logs");
    try (InputStream in = SparkCommand.class.getResourceAsStream(LOGGING)) {
      Files.createDirectories(logs);
      Files.copy(Objects.requireNonNull(in), file, StandardCopyOption.REPLACE_EXISTING);
      return logs;
    } catch (IOException e) {
      throw SparkErrors.cannotWrite(file, e);
    }
  }
}
