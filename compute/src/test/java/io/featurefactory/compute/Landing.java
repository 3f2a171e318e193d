package io.featurefactory.compute;

import io.featurefactory.lake.ColumnSpec;
import io.featurefactory.lake.Commit;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.Partitioning;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.TableSpec;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.model.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where the events of a test land. */
sealed interface Landing {
  /** The source as it reads what lands; nothing has landed yet. */
  Source prepared(Source source);

  /** Lands the rows of a SELECT of the stored columns, as one batch. */
  void land(Source source, String select);

  /** In lake tables. */
  record InLake(SourceInputs inputs) implements Landing {
    @Override
    public Source prepared(Source source) {
      List<ColumnSpec> columns =
          stored(source).stream().map(c -> ColumnSpec.nullable(c.name(), c.type())).toList();
      Source.Column time = source.findColumn(source.eventTime());
      Partitioning partitioning =
          time != null && time.expr() == null
              ? Partitioning.day(source.eventTime())
              : Partitioning.none();
      inputs.warehouse().createTable(new TableSpec(table(source), columns, partitioning, Map.of()));
      return source;
    }

    private static TableId table(Source source) {
      return TableId.lake(((Source.LakeTable) source.location()).table());
    }

    @Override
    public void land(Source source, String select) {
      LakeTable table = inputs.warehouse().loadTable(table(source));
      try (KernelSession session = inputs.kernel().session()) {
        table.commit(Commit.append(session.write(select, table.target(), WriteOptions.defaults())));
      }
    }
  }

  /** In Parquet files in place, divided by day where there is a stored event time. */
  record InPlace(SourceInputs inputs) implements Landing {
    @Override
    public Source prepared(Source source) {
      String columns =
          Sql.list(stored(source), c -> Sql.nullOf(c.type()) + " AS " + Sql.id(c.name()));
      write(source, "SELECT " + columns + " LIMIT 0", "first");
      return inPlace(source);
    }

    private static Source inPlace(Source source) {
      return new Source(
          source.name(),
          new Source.Files(source.name() + "/part=*/*.parquet"),
          source.eventTime(),
          source.eventId(),
          source.landedAt(),
          source.availableAt(),
          source.unnest(),
          source.columns());
    }

    /** All files of a landing are listed at once. */
    @Override
    public void land(Source source, String select) {
      long landings = inputs.open(inPlace(source)).newest();
      Source.Column time = source.findColumn(source.eventTime());
      if (time == null || time.expr() != null) {
        write(source, select, "after-" + landings);
      } else {
        try (KernelSession session = inputs.kernel().session()) {
          String day = Sql.id(time.name()) + "::DATE";
          session
              .query(
                  "SELECT DISTINCT coalesce(" + day + "::VARCHAR, '') FROM (" + select + ")",
                  row -> String.valueOf(row.string(0)))
              .forEach(
                  one ->
                      write(
                          source,
                          "SELECT * FROM (%s) WHERE coalesce(%s::VARCHAR, '') = '%s'"
                              .formatted(select, day, one),
                          "after-" + landings + "-" + one));
        }
      }
      inputs.open(inPlace(source)).newest();
    }

    private void write(Source source, String select, String name) {
      Path folder = inputs.project().resolve(source.name()).resolve("part=" + name);
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      try (KernelSession session = inputs.kernel().session()) {
        session.execute(
            "COPY (%s) TO '%s' (FORMAT parquet)".formatted(select, folder.resolve("0.parquet")));
      }
    }
  }

  private static List<Source.Column> stored(Source source) {
    return source.columns().stream().filter(c -> c.expr() == null).toList();
  }
}
