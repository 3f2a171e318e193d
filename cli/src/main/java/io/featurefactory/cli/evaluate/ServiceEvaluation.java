package io.featurefactory.cli.evaluate;

import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.cli.train.AsOf;
import io.featurefactory.cli.train.Manifest;
import io.featurefactory.cli.train.TrainRequest;
import io.featurefactory.cli.train.TrainRequest.Inspection;
import io.featurefactory.cli.train.TrainingSet;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.ResultFolder;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Registry;
import io.featurefactory.model.ViewId;
import io.featurefactory.training.Spine;
import io.featurefactory.training.TrainingPlan.Names;
import io.featurefactory.training.evaluate.Evaluation;
import io.featurefactory.training.evaluate.EvaluationSettings;
import io.featurefactory.training.evaluate.Evaluator;
import io.featurefactory.training.evaluate.FeatureColumn;
import io.featurefactory.training.evaluate.RankingData;
import io.featurefactory.training.evaluate.RankingReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final ProjectFiles files;
  private final Registry.Snapshot applied;
  private final AppliedDefinition service;

  /** For an applied service. */
  public ServiceEvaluation(
      Project project, ProjectFiles files, Registry.Snapshot applied, AppliedDefinition service) {
    this.project = project;
    this.files = files;
    this.applied = applied;
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
    Map<ViewId, AppliedView> views = views();
    ServiceColumns columns = columns(views);
    List<FeatureColumn> features = new ArrayList<>();
    request
        .baseline()
        .forEach(c -> features.add(new FeatureColumn(c, FeatureColumn.Role.BASELINE)));
    features.addAll(columns.features(request.statics()));
    try (ResultFolder folder = ResultFolder.make(project.kernel().settings())) {
      Path joined = folder.path().resolve("rows.parquet");
      Manifest manifest =
          new TrainingSet(project, files, applied, service)
              .write(trainRequest(request), spine, joined, null);
      RankingData data = data(request, manifest, joined, columns, features);
      Evaluation evaluation = evaluate(request, data, columns, progress);
      CostReader costs = new CostReader(project);
      return new EvaluationReport(
          found(request, manifest),
          data.columns(),
          data.facts(),
          evaluation,
          manifest.leaks(),
          views.values().stream().map(costs::of).toList(),
          Files.exists(files.folder().resolve(DEMO_MARKER)),
          Duration.ofNanos(System.nanoTime() - started));
    }
  }

  private Map<ViewId, AppliedView> views() {
    Map<ViewId, AppliedView> views = new LinkedHashMap<>();
    for (DefinitionId used : service.definition().uses()) {
      AppliedDefinition entry = Objects.requireNonNull(applied.find(used), used::toString);
      AppliedView view = files.resolve(entry, applied);
      views.put(view.view().id(), view);
    }
    return views;
  }

  private ServiceColumns columns(Map<ViewId, AppliedView> views) {
    Map<ViewId, FeatureView> definitions = new LinkedHashMap<>();
    views.forEach((id, view) -> definitions.put(id, view.view()));
    return new ServiceColumns(files.service(service, applied), definitions);
  }

  private static TrainRequest trainRequest(EvaluateRequest request) {
    return new TrainRequest(
        request.service(),
        request.spine(),
        request.time(),
        request.map(),
        AsOf.AVAILABILITY,
        "",
        Names.FULL,
        Set.of(),
        request.label(),
        null,
        Set.of(Inspection.LEAKS));
  }

  private RankingData data(
      EvaluateRequest request,
      Manifest manifest,
      Path joined,
      ServiceColumns columns,
      List<FeatureColumn> features) {
    List<Spine.Column> all = manifest.columns();
    List<String> own =
        all.subList(0, all.size() - columns.names().size()).stream()
            .map(Spine.Column::name)
            .toList();
    try (KernelSession session = project.kernel().session()) {
      return RankingReader.read(
          session,
          new RankingReader.Request(
              request.spine(),
              "read_parquet(%s, file_row_number = true)".formatted(SqlText.text(joined.toString())),
              all,
              own,
              manifest.request().time(),
              request.label(),
              request.groups(),
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
