package io.featurefactory.training;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.DataType;
import io.featurefactory.model.ViewId;
import io.featurefactory.testkit.generate.TrainingCase;
import io.featurefactory.testkit.oracle.LogRow;
import io.featurefactory.testkit.oracle.ServedRun;
import io.featurefactory.testkit.oracle.ViewHistory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the histories and the spine of a case as files, and makes the plan that reads them. */
final class CaseTables {
  private final Kernel kernel;
  private final KernelSession session;
  private final Path folder;

  CaseTables(Kernel kernel, KernelSession session, Path folder) {
    this.kernel = kernel;
    this.session = session;
    this.folder = folder;
  }

  TrainingPlan plan(TrainingCase random) {
    Map<ViewId, ViewLog> views = new LinkedHashMap<>();
    for (ViewHistory view : random.views()) {
      views.put(view.id(), log(view));
    }
    return new TrainingPlan(
        random.service(),
        views,
        spine(random),
        new Spine.Mapping("at", Map.of()),
        new TrainingPlan.Columns(
            TrainingPlan.Names.FULL,
            TrainingPlan.Types.EXACT,
            EnumSet.allOf(TrainingPlan.Extra.class)),
        null);
  }

  private ViewLog log(ViewHistory view) {
    List<String> names = new ArrayList<>();
    List<DataType> types = new ArrayList<>();
    view.keys().forEach(k -> names.add(k.name()));
    view.keys().forEach(k -> types.add(k.type()));
    names.add("feature_time");
    types.add(DataType.Primitive.TIMESTAMP);
    view.features().forEach(f -> names.add(f.name()));
    view.features().forEach(f -> types.add(f.type()));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (LogRow row : view.log()) {
      List<@Nullable Object> values = new ArrayList<>(row.key());
      values.add(row.featureTime());
      values.addAll(row.values());
      rows.add(values);
    }
    return new ViewLog(
        view.id(),
        view.keys(),
        view.every(),
        view.features().stream()
            .map(f -> new ViewLog.Feature(f.name(), f.type(), f.empty()))
            .toList(),
        write(view.id().name(), names, types, rows),
        Availability.of(view.served().stream().map(CaseTables::served).toList()),
        null);
  }

  private static Availability.Served served(ServedRun run) {
    return new Availability.Served(run.boundary(), run.run(), run.kind(), run.finished());
  }

  /** Two of three cases have their spines in a file without types, if it can say their times. */
  private Spine spine(TrainingCase random) {
    SpineReader reader = new SpineReader(kernel, folder);
    if (random.seed() % 3 == 0 && TextSpine.canWrite(random)) {
      return reader.file(TextSpine.writeCsv(random, folder));
    }
    if (random.seed() % 3 == 1 && TextSpine.canWrite(random) && !random.rows().isEmpty()) {
      return reader.file(TextSpine.writeJson(random, folder));
    }
    List<String> names = random.columns().stream().map(TrainingCase.Column::name).toList();
    List<DataType> types = random.columns().stream().map(TrainingCase.Column::type).toList();
    String file = write("spine", names, types, random.rows());
    return new Spine(
        "spine.parquet",
        file.replace(")", ", file_row_number = true)"),
        random.columns().stream()
            .map(c -> new Spine.Column(c.name(), SqlText.type(c.type())))
            .toList(),
        false,
        random.rows().size());
  }

  /** Writes rows; the relation that reads them. */
  private String write(
      String name,
      List<String> names,
      List<DataType> types,
      List<? extends List<? extends @Nullable Object>> rows) {
    List<String> selects = new ArrayList<>();
    for (List<? extends @Nullable Object> row : rows) {
      selects.add(select(names, types, row, selects.size()));
    }
    String from =
        selects.isEmpty()
            ? select(names, types, nulls(names.size()), 0) + " WHERE false"
            : String.join("\nUNION ALL ", selects);
    Path file = folder.resolve(name + ".parquet");
    session.execute(
        "COPY (SELECT * EXCLUDE n FROM (%s) ORDER BY n) TO %s (FORMAT parquet)"
            .formatted(from, SqlText.text(file.toString())));
    return "read_parquet(" + SqlText.text(file.toString()) + ")";
  }

  private static List<@Nullable Object> nulls(int count) {
    List<@Nullable Object> nulls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nulls.add(null);
    }
    return nulls;
  }

  private static String select(
      List<String> names, List<DataType> types, List<? extends @Nullable Object> row, int number) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      values.add(
          ServiceSql.literal(row.get(i), types.get(i)) + " AS " + SqlText.name(names.get(i)));
    }
    return "SELECT " + String.join(", ", values) + ", " + number + " AS n";
  }
}
