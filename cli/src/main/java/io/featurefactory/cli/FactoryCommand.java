package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.ProgressLine;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.cli.spark.SparkCommand;
import io.featurefactory.compute.LocalScheduler;
import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.definitions.FactorySettings.Engine;
import io.featurefactory.lake.Kernel;
import io.featurefactory.spark.SparkScheduler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command of {@code ff}: prints its answer and says how it ended. */
abstract class FactoryCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final ProgressLine progress;

  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  FactoryCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.progress =
        new ProgressLine(surroundings.err(), surroundings.progress(), surroundings.width());
  }

  /** Does what the command is for. */
  abstract Answer answer();

  /**
   * Has another process run the same command line, if it has to be another one.
   *
   * @return its exit code; null if there is none
   */
  @Nullable Integer elsewhere() {
    return null;
  }

  @Override
  public final Integer call() {
    Integer code = elsewhere();
    if (code != null) {
      return code;
    }
    try {
      Answer answer = answer();
      progress.clear();
      surroundings.out().print(answer.text(common.output(), surroundings.width()));
      surroundings.out().flush();
      answer.problems().forEach(surroundings.err()::println);
      return answer.outcome() == Answer.Outcome.DONE ? 0 : 1;
    } finally {
      progress.clear();
    }
  }

  final Surroundings surroundings() {
    return surroundings;
  }

  final ProgressLine progress() {
    return progress;
  }

  final CommonOptions common() {
    return common;
  }

  /** The project's folder, absolute; whether it is one is not checked. */
  final Path projectFolder() {
    return surroundings.folder().resolve(common.project()).normalize();
  }

  /** What the author of the project wrote; nothing is read yet. */
  final ProjectFiles projectFiles() {
    return new ProjectFiles(projectFolder(), common.environment(), surroundings.environment());
  }

  /** A path as the user gave it, made absolute. */
  final Path resolve(Path path) {
    return surroundings.folder().resolve(path).normalize();
  }

  /** True if the settings ask for a driver of Spark, and this is none. */
  final boolean needsDriver(ProjectFiles files) {
    return surroundings.tasks() != Surroundings.Tasks.IN_SPARK
        && files.settings().engine() == Engine.SPARK;
  }

  /**
   * Has a driver of Spark run the same command line, if the settings ask for it and this is none.
   *
   * @param usesFilesHere true if the driver has to run on this machine
   * @return its exit code; null if the work is to be done here
   */
  final @Nullable Integer onSpark(ProjectFiles files, boolean usesFilesHere) {
    if (!needsDriver(files)) {
      return null;
    }
    return new SparkCommand(files, surroundings.environment())
        .run(
            wordsWithoutProject(),
            usesFilesHere,
            surroundings.clock().instant(),
            surroundings.out(),
            surroundings.err());
  }

  /** Who schedules the tasks of this process. */
  final Project.Schedulers schedulers() {
    return switch (surroundings.tasks()) {
      case AS_SET -> LocalScheduler::new;
      case IN_SPARK -> FactoryCommand::startSpark;
    };
  }

  private static TaskScheduler startSpark(Kernel kernel) {
    return SparkScheduler.start(kernel);
  }

  /** The options that the user gave, by their longest names, in the order of the line. */
  final List<String> given() {
    return spec.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .distinct()
        .toList();
  }

  /** The words of the command line after {@code ff}, but for the project's folder. */
  final List<String> wordsWithoutProject() {
    List<String> words = new ArrayList<>();
    Iterator<String> all = spec.root().commandLine().getParseResult().originalArgs().iterator();
    while (all.hasNext()) {
      String word = all.next();
      if (word.equals(CommonOptions.PROJECT)) {
        all.next();
      } else if (!word.startsWith(CommonOptions.PROJECT + "=")) {
        words.add(word);
      }
    }
    return words;
  }

  /** Wrong usage, with exit code 2. */
  final ParameterException wrongUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
