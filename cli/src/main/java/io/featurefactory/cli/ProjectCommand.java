package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.cli.project.ProjectSettings;
import org.jspecify.annotations.Nullable;

/** A command that works in a project. */
abstract class ProjectCommand extends FactoryCommand {
  private @Nullable ProjectFiles files;

  ProjectCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /** Does what the command is for, in the project that the options name. */
  abstract Answer answer(Project project);

  /** True if its work is tasks, which Spark can schedule. */
  boolean computes() {
    return false;
  }

  /** True if it reads or writes files of this machine: then a driver of Spark runs here, too. */
  boolean usesFilesHere() {
    return false;
  }

  /** Fails if the command makes no sense; asked before it is submitted to where others run it. */
  void requireSense(Project project) {}

  @Override
  final @Nullable Integer elsewhere() {
    if (!computes()) {
      return null;
    }
    ProjectSettings settings = files().settings();
    if (needsDriver(files()) && settings.spark().submit().isApart()) {
      try (Project project = new Project(settings, surroundings().clock())) {
        requireSense(project);
      }
    }
    return onSpark(files(), usesFilesHere());
  }

  @Override
  final Answer answer() {
    try (Project project = new Project(files().settings(), surroundings().clock(), schedulers())) {
      return answer(project);
    }
  }

  /** What the author of the project wrote. */
  final ProjectFiles files() {
    ProjectFiles present = files;
    if (present == null) {
      present = projectFiles();
      files = present;
    }
    return present;
  }
}
