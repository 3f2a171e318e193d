package io.featurefactory.bench;

import io.featurefactory.lake.ColumnSpec;
import io.featurefactory.lake.ColumnStatistics;
import io.featurefactory.lake.Commit;
import io.featurefactory.lake.LakeField;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.TableSpec;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.lake.WarehouseSettings;
import io.featurefactory.model.DataType.Primitive;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a driver does with the metadata of a table, in a process of its own. The files are entries
 * in the table's metadata only: there is nothing at their locations.
 */
public final class MetadataLoad {
  private static final TableId TABLE = new TableId("log", "wide_v1_log");
  private static final long ROWS = 4_000_000;
  private static final long BYTES = 256L << 20;

  private MetadataLoad() {}

  /**
   * Does one thing.
   *
   * @param arguments folder; {@code open}, {@code commit}, {@code plan} (the files of the last
   *     snapshot) or {@code follow} (those that the last commit added); for {@code commit} how many
   *     files in all, and how many at once
   */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    WarehouseSettings settings =
        new WarehouseSettings(
            folder.resolve("warehouse").toString(),
            "jdbc:sqlite:" + folder.resolve("catalog.db"),
            "bench");
    try (Warehouse warehouse = Warehouse.open(settings, Clock.systemUTC())) {
      LakeTable table = warehouse.createTable(spec());
      switch (arguments[1]) {
        case "open" -> require(table.currentSnapshot(), 1);
        case "commit" ->
            commit(table, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        case "plan" -> require(table.files(table.currentSnapshot()).size(), 1);
        case "follow" -> {
          long newest = table.currentSnapshot();
          long before = table.history().get(1).id();
          require(table.filesAdded(before, newest).size(), 1);
        }
        default -> throw new IllegalArgumentException(arguments[1] + " (expected: see main)");
      }
    }
  }

  private static TableSpec spec() {
    return new TableSpec(
        TABLE,
        List.of(
            ColumnSpec.required("key_hash", Primitive.BIGINT),
            ColumnSpec.required("ad_id", Primitive.VARCHAR),
            ColumnSpec.required("query_category", Primitive.VARCHAR),
            ColumnSpec.required("feature_time", Primitive.TIMESTAMP),
            ColumnSpec.required("run", Primitive.BIGINT),
            ColumnSpec.nullable("clicks_7d", Primitive.BIGINT),
            ColumnSpec.nullable("impressions_7d", Primitive.BIGINT),
            ColumnSpec.nullable("ctr_7d", Primitive.DOUBLE)));
  }

  private static void commit(LakeTable table, int files, int atOnce) {
    for (int from = 0; from < files; from += atOnce) {
      List<LakeFile> added = new ArrayList<>();
      for (int i = from; i < Math.min(files, from + atOnce); i++) {
        added.add(file(table.columns()));
      }
      table.commit(Commit.append(added));
    }
  }

  private static LakeFile file(List<LakeField> columns) {
    Map<Integer, ColumnStatistics> statistics = new HashMap<>();
    for (LakeField column : columns) {
      statistics.put(
          column.id(), new ColumnStatistics(BYTES / 8, ROWS, 0, least(column), most(column)));
    }
    return new LakeFile(
        "s3://bench/log/wide_v1_log/data/" + UUID.randomUUID() + ".parquet",
        ROWS,
        BYTES,
        List.of(),
        statistics);
  }

  private static Object least(LakeField column) {
    return switch ((Primitive) column.type()) {
      case VARCHAR -> "AD-1000000";
      case TIMESTAMP -> Instant.parse("2026-01-01T00:00:00Z");
      case DOUBLE -> 0.0;
      default -> 1L;
    };
  }

  private static Object most(LakeField column) {
    return switch ((Primitive) column.type()) {
      case VARCHAR -> "AD-9999999";
      case TIMESTAMP -> Instant.parse("2026-01-31T00:00:00Z");
      case DOUBLE -> 1.0;
      default -> 1L << 60;
    };
  }

  private static void require(long found, long least) {
    if (found < least) {
      throw new IllegalStateException("%d (expected: %d or more)".formatted(found, least));
    }
  }
}
