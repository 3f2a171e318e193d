package io.featurefactory.cli.spark;

import io.featurefactory.cli.emr.Emr;
import io.featurefactory.cli.emr.EmrJob;
import io.featurefactory.cli.emr.Submission;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.cli.project.ProjectSettings;
import io.featurefactory.definitions.FactorySettings.EmrSettings;
import io.featurefactory.lake.UploadedFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Commands that Amazon runs, in EMR or in EMR Serverless. */
final class AmazonCommand {
  private static final String JARS = "jobs/jars";
  private static final String LOGS = "emr-logs";

  private final ProjectFiles files;
  private final ProjectSettings settings;
  private final EmrSettings emr;

  /** Of a project whose jobs are submitted to Amazon. */
  AmazonCommand(ProjectFiles files) {
    this.files = files;
    this.settings = files.settings();
    this.emr = Objects.requireNonNull(settings.spark().emr());
  }

  /**
   * Submits a command line.
   *
   * @param name of the job
   * @param jar of this ff; copied into the warehouse if it is not there
   */
  Submission submit(List<String> words, String name, Path jar, PrintWriter err) {
    UploadedFile uploaded = new UploadedFile(settings.warehouseSettings(), JARS, jar);
    if (!uploaded.isThere()) {
      err.printf("Copying the job to %s (once for each version of ff)...%n", uploaded.location());
      err.flush();
      uploaded.upload();
    }
    List<String> arguments = new ArrayList<>();
    arguments.add(new Job(settings.folder().toString(), files.settingsTexts(), name).word());
    arguments.addAll(words);
    EmrJob job =
        new EmrJob(
            name,
            settings.project(),
            uploaded.location(),
            SparkCommand.MAIN,
            arguments,
            ClusterConf.of(settings.spark(), settings.memoryBytes()),
            Objects.requireNonNullElse(emr.logs(), settings.warehouse() + "/" + LOGS));
    return Emr.submit(settings.spark(), job);
  }
}
