package io.featurefactory.cli.evaluate;

import io.featurefactory.cli.output.OutputFile;
import io.featurefactory.cli.project.AppliedService;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.train.AsOf;
import io.featurefactory.cli.train.Manifest;
import io.featurefactory.cli.train.TrainRequest;
import io.featurefactory.cli.train.TrainRequest.Inspection;
import io.featurefactory.cli.train.TrainingSet;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.ResultFolder;
import io.featurefactory.lake.SqlText;
import io.featurefactory.training.TrainingPlan.Columns;
import io.featurefactory.training.TrainingPlan.Names;
import io.featurefactory.training.TrainingPlan.Types;
import io.featurefactory.training.evaluate.Evaluation;
import io.featurefactory.training.evaluate.EvaluationSettings;
import io.featurefactory.training.evaluate.Evaluator;
import io.featurefactory.training.evaluate.FeatureColumn;
import io.featurefactory.training.evaluate.RankingData;
import io.featurefactory.training.evaluate.RankingReader;
import io.featurefactory.training.evaluate.SpineRoles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/** Evaluates an applied service on a spine. */
public final class ServiceEvaluation {
  /** What {@code ff demo} leaves in the folders that it makes: their events are made up. */
  public static final String DEMO_MARKER = ".ff-demo";

  private static final int RESAMPLES = 1_000;
  private static final long MOST_ROWS = 2_000_000;

  private final Project project;
  private final Path folder;
  private final AppliedService service;

  /**
   * For an applied service.
   *
   * @param folder of the project
   */
  public ServiceEvaluation(Project project, Path folder, AppliedService service) {
    this.project = project;
    this.folder = folder;
    this.service = service;
  }

  /**
   * Measures.
   *
   * @param spine as a path, absolute
   * @param progress is told the share of the models that are trained, by several threads
   */
  public EvaluationReport run(EvaluateRequest request, Path spine, DoubleConsumer progress) {
    long started = System.nanoTime();
    ServiceColumns columns = new ServiceColumns(service.service(), service.definitions());
    SpineRoles roles = new SpineRoles(request.label(), request.groups(), request.baseline());
    List<FeatureColumn> features = new ArrayList<>();
    request
        .baseline()
        .forEach(c -> features.add(new FeatureColumn(c, FeatureColumn.Role.BASELINE)));
    features.addAll(columns.features(request.statics()));
    try (ResultFolder results = ResultFolder.make(project.kernel().settings())) {
      Path joined = results.path().resolve("rows.parquet");
      Manifest manifest =
          new TrainingSet(project, service, share -> {})
              .write(
                  trainRequest(request),
                  spine,
                  new OutputFile(joined, joined, false),
                  roles::check);
      RankingData data = data(request, roles, manifest, joined, features);
      Evaluation evaluation = evaluate(request, data, columns, progress);
      CostReader costs = new CostReader(project);
      return new EvaluationReport(
          found(request, manifest),
          data.columns(),
          data.facts(),
          evaluation,
          manifest.leaks(),
          service.views().stream().map(used -> costs.of(used.view())).toList(),
          Files.exists(folder.resolve(DEMO_MARKER)),
          Duration.ofNanos(System.nanoTime() - started));
    }
  }

  private static TrainRequest trainRequest(EvaluateRequest request) {
    return new TrainRequest(
        request.service(),
        request.spine(),
        request.time(),
        request.map(),
        AsOf.AVAILABILITY,
        "",
        new Columns(Names.FULL, Types.EXACT, Set.of()),
        request.label(),
        null,
        Set.of(Inspection.LEAKS));
  }

  private RankingData data(
      EvaluateRequest request,
      SpineRoles roles,
      Manifest manifest,
      Path joined,
      List<FeatureColumn> features) {
    try (KernelSession session = project.kernel().session()) {
      return RankingReader.read(
          session,
          new RankingReader.Request(
              request.spine(),
              "read_parquet(%s, file_row_number = true)".formatted(SqlText.text(joined.toString())),
              manifest.columns(),
              manifest.request().time(),
              roles,
              features,
              request.split().train(),
              request.split().validation(),
              MOST_ROWS));
    }
  }

  private Evaluation evaluate(
      EvaluateRequest request, RankingData data, ServiceColumns columns, DoubleConsumer progress) {
    Set<String> usable =
        data.columns().stream()
            .map(FeatureColumn::name)
            .collect(Collectors.toCollection(TreeSet::new));
    EvaluationSettings settings =
        new EvaluationSettings(
            request.seed(), request.trainings(), RESAMPLES, project.kernel().settings().threads());
    return new Evaluator(data, columns.subjects(usable), settings).run(progress);
  }

  private static EvaluateRequest found(EvaluateRequest request, Manifest manifest) {
    return new EvaluateRequest(
        manifest.request().service(),
        request.spine(),
        manifest.request().time(),
        request.map(),
        request.label(),
        request.groups(),
        request.baseline(),
        request.statics(),
        request.split(),
        request.seed(),
        request.trainings());
  }
}
