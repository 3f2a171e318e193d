package io.featurefactory.cli.train;

import io.featurefactory.cli.project.Project;
import io.featurefactory.compute.Task;
import io.featurefactory.lake.ColumnSpec;
import io.featurefactory.lake.Commit;
import io.featurefactory.lake.FileFormat;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.TableSpec;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.training.Spine;
import io.featurefactory.training.TrainingRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A training set as an Iceberg table of the lake: {@code --out lake.train_march}. */
final class OutputTable {
  private static final Pattern NAME = Pattern.compile("lake[.]([a-z_][a-z0-9_]*)");

  private OutputTable() {}

  /** The table that an output names; null for a file. */
  static @Nullable TableId named(Path out) {
    String name = String.valueOf(out.getFileName());
    Matcher matcher = NAME.matcher(name);
    return FileFormat.of(out) == null && matcher.matches() ? TableId.lake(matcher.group(1)) : null;
  }

  /** Others may read a table that is there: it is not replaced. */
  static void requireNew(Warehouse warehouse, TableId table) {
    if (warehouse.findTable(table) != null) {
      throw TrainErrors.tableThere(table);
    }
  }

  /** Makes the table; a table has no order of rows. */
  static void create(Project project, TableId id, TrainingRows rows) {
    List<ColumnSpec> specs = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Spine.Column column : rows.report().columns()) {
      SqlText.Typed typed = SqlText.modelled(column.name(), column.type());
      if (typed == null) {
        throw TrainErrors.noTableType(column.name(), column.type());
      }
      specs.add(ColumnSpec.nullable(column.name(), typed.type()));
      values.add(typed.sql() + " AS " + SqlText.name(column.name()));
    }
    LakeTable table = project.warehouse().createNewTable(new TableSpec(id, specs));
    if (table == null) {
      throw TrainErrors.tableThere(id);
    }
    List<Task> tasks = new ArrayList<>();
    for (String file : rows.files()) {
      String select =
          "SELECT %s FROM %s"
              .formatted(String.join(", ", values), SqlText.readParquet(List.of(file)));
      tasks.add(
          new Task(
              "rows of " + id,
              List.of(),
              List.of(new Task.Output(select, table.target(), WriteOptions.defaults())),
              null));
    }
    List<LakeFile> files = new ArrayList<>();
    project.scheduler().run(tasks).forEach(result -> files.addAll(result.files().get(0)));
    table.commit(Commit.append(files));
  }
}
