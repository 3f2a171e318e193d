package io.featurefactory.cli.train;

import io.featurefactory.cli.output.Fields;
import io.featurefactory.training.ColumnFacts;
import io.featurefactory.training.Spine;
import io.featurefactory.training.Split;
import io.featurefactory.training.TrainingReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A manifest as JSON. */
final class ManifestWriter {
  static final int FORMAT = 1;

  private ManifestWriter() {}

  static Fields fields(Manifest manifest) {
    TrainRequest request = manifest.request();
    return Fields.of("format", FORMAT)
        .with("created_at", manifest.createdAt())
        .with("feature_factory", manifest.version())
        .with("duckdb", manifest.engine())
        .with("project", manifest.project())
        .with("service", request.service())
        .with("service_hash", manifest.serviceHash())
        .with("as_of", lower(request.asOf()))
        .with("served", request.asOf() == AsOf.AVAILABILITY)
        .with("request", request(request))
        .with("spine", spine(manifest))
        .with("runs_snapshot", text(manifest.runsSnapshot()))
        .with("views", views(manifest))
        .with("output", output(manifest))
        .with("warnings", warnings(manifest))
        .with("seconds", seconds(manifest));
  }

  private static Fields request(TrainRequest request) {
    Split split = request.split();
    return Fields.of("time", request.time())
        .with("map", request.map())
        .with("store", request.store())
        .with("names", lower(request.columns().names()))
        .with("types", lower(request.columns().types()))
        .with("with", request.columns().extras().stream().map(ManifestWriter::lower).toList())
        .with("label", request.label())
        .with("split", split == null ? null : split(split))
        .with("inspections", request.inspections().stream().map(ManifestWriter::lower).toList());
  }

  private static Fields split(Split split) {
    return Fields.of("train", split.train())
        .with("validation", split.validation())
        .with("columns", split.columns())
        .with("gap_micros", split.gap().toNanos() / 1_000);
  }

  private static Fields spine(Manifest manifest) {
    Fields snapshots = Fields.none();
    manifest.snapshots().forEach((table, snapshot) -> snapshots.with(table, text(snapshot)));
    return Fields.of("name", manifest.request().spine())
        .with("kind", lower(manifest.spineKind()))
        .with("sha256", manifest.spineHash().isEmpty() ? null : manifest.spineHash())
        .with("snapshots", snapshots)
        .with("rows", manifest.report().rows())
        .with("without_time", manifest.report().withoutTime());
  }

  private static List<Fields> views(Manifest manifest) {
    List<Fields> views = new ArrayList<>();
    for (ViewPin pin : manifest.views()) {
      Fields fields =
          Fields.of("view", pin.view().name())
              .with("version", pin.view().version())
              .with("definition", pin.definition())
              .with("store", pin.store())
              .with("log", pin.log().toString())
              .with("log_snapshot", text(pin.snapshot()))
              .with("first_run", pin.firstRun())
              .with("last_run", pin.lastRun())
              .with("source_snapshot", pin.rows() == 0 ? null : text(pin.rows()))
              .with("first_served", pin.firstServed());
      for (TrainingReport.View counts : manifest.report().views()) {
        if (counts.view().equals(pin.view())) {
          fields
              .with("rows_found", counts.found())
              .with("rows_not_served", counts.notServed())
              .with("rows_null_key", counts.nullKey());
        }
      }
      views.add(fields);
    }
    return views;
  }

  private static Fields output(Manifest manifest) {
    List<Fields> columns = new ArrayList<>();
    for (int i = 0; i < manifest.columns().size(); i++) {
      Spine.Column column = manifest.columns().get(i);
      Fields fields = Fields.of("name", column.name()).with("type", column.type());
      if (!manifest.statistics().isEmpty()) {
        ColumnFacts facts = manifest.statistics().get(i);
        fields
            .with("nulls", facts.nulls())
            .with("distinct_about", facts.distinct())
            .with("min", facts.least())
            .with("max", facts.greatest())
            .with("mean", facts.mean());
      }
      columns.add(fields);
    }
    return Fields.of("file", manifest.file())
        .with(manifest.digest().kind().field(), manifest.digest().hex())
        .with("rows", manifest.report().rows())
        .with("parts", manifest.report().parts())
        .with("columns", columns);
  }

  static List<Fields> warnings(Manifest manifest) {
    return manifest.leaks().stream()
        .map(
            leak ->
                Fields.of("column", leak.column())
                    .with("kind", lower(leak.kind()))
                    .with("evidence", leak.evidence()))
        .toList();
  }

  private static Fields seconds(Manifest manifest) {
    Fields seconds = Fields.none();
    manifest.took().forEach((step, took) -> seconds.with(step, took.toMillis() / 1e3));
    return seconds;
  }

  /** Snapshots have more digits than many a JSON reader keeps. */
  private static String text(@Nullable Long snapshot) {
    return String.valueOf(snapshot);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
