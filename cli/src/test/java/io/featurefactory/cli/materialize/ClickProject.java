package io.featurefactory.cli.materialize;

import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectSettings;
import io.featurefactory.control.ViewSchema;
import io.featurefactory.definitions.FactorySettings.Engine;
import io.featurefactory.definitions.FactorySettings.RocksDb;
import io.featurefactory.definitions.FactorySettings.ServingSettings;
import io.featurefactory.definitions.FactorySettings.SparkSettings;
import io.featurefactory.lake.ImportOptions;
import io.featurefactory.lake.ImportProgress;
import io.featurefactory.lake.Importer;
import io.featurefactory.lake.StorageSettings;
import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.FeatureView.Check;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.ScalarFunction;
import io.featurefactory.model.Source;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.ViewTables;
import io.featurefactory.model.Window;
import io.featurefactory.online.RowReader;
import io.featurefactory.online.RowValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A project with one view: the clicks of an ad in the last two days, computed every day. */
final class ClickProject implements AutoCloseable {
  static final ViewId VIEW = new ViewId("ad_clicks", 1);

  private final Path folder;
  private final Project project;
  private int files;

  ClickProject(Path folder, Instant now) {
    this.folder = folder;
    Path state = folder.resolve(".factory");
    ProjectSettings settings =
        new ProjectSettings(
            "test",
            folder,
            state.resolve("warehouse").toString(),
            StorageSettings.OF_MACHINE,
            new CatalogSettings.Database(
                new DatabaseUrl("jdbc:sqlite:" + state.resolve("catalog.db")), "test"),
            Map.of(),
            "jdbc:sqlite:" + state.resolve("registry.db"),
            Duration.ofMinutes(30),
            Duration.ofSeconds(30),
            0,
            null,
            null,
            Engine.LOCAL,
            SparkSettings.DEFAULT,
            Map.of("default", new RocksDb(state.resolve("online").toString())),
            Map.of(),
            ServingSettings.DEFAULT);
    this.project = new Project(settings, Clock.fixed(now, ZoneOffset.UTC));
  }

  Project project() {
    return project;
  }

  /** The view; with a limit, rows with more clicks break a check. */
  static AppliedView view(@Nullable Long limit) {
    Expr clicks = new Expr.Column("clicks_2d", Primitive.BIGINT);
    List<Check> checks =
        limit == null
            ? List.of()
            : List.of(
                new Check(
                    "clicks_2d <= " + limit,
                    new Expr.Call(
                        ScalarFunction.LESS_OR_EQUAL,
                        List.of(clicks, new Expr.Literal(limit, Primitive.BIGINT)),
                        Primitive.BOOLEAN),
                    List.of()));
    Duration day = Duration.ofDays(1);
    FeatureView view =
        new FeatureView(
            VIEW,
            "Clicks of the ad",
            "owner@example.com",
            List.of(),
            List.of(new FeatureView.Key("ad_id", Primitive.VARCHAR)),
            day,
            day,
            Duration.ZERO,
            Duration.ofMinutes(30),
            Duration.ofDays(3),
            new Computation.Aggregation(
                "clicks",
                null,
                List.of(
                    new Aggregate(
                        "clicks",
                        "clicks",
                        AggregateFunction.COUNT,
                        null,
                        null,
                        0,
                        Primitive.BIGINT,
                        List.of(new Window("clicks_2d", Duration.ofDays(2), Duration.ZERO))))),
            List.of(new FeatureView.Feature("clicks_2d", clicks, "")),
            checks,
            List.of(
                new FeatureView.OnlineTarget("default", FeatureView.Layout.PACKED, null, null)));
    Source source =
        new Source(
            "clicks",
            new Source.LakeTable("clicks"),
            "clicked_at",
            null,
            null,
            null,
            null,
            List.of(
                new Source.Column("ad_id", Primitive.VARCHAR, "ad_id", null),
                new Source.Column("clicked_at", Primitive.TIMESTAMP, "clicked_at", null)));
    return new AppliedView(
        view,
        Map.of("clicks", source),
        new ViewTables("ad_clicks_v1_tiles", "ad_clicks_v1_log", "ad_clicks_v1_state"),
        new ViewSchema(
            VIEW,
            view.keys(),
            List.of(new ViewSchema.Feature("clicks_2d", Primitive.BIGINT, 0L)),
            view.every(),
            view.freshWithin(),
            view.online()));
  }

  /** Imports clicks, each {@code ad time}. */
  void click(String... clicks) throws IOException {
    StringBuilder csv = new StringBuilder("ad_id,clicked_at\n");
    for (String click : clicks) {
      csv.append(click.replace(' ', ',')).append('\n');
    }
    Path file = Files.writeString(folder.resolve("clicks-" + files++ + ".csv"), csv);
    var report =
        new Importer(project.warehouse(), project.kernel(), project.clock())
            .importFiles(
                "clicks",
                List.of(view(null).sources().get("clicks")),
                List.of(file),
                ImportOptions.defaults(),
                ImportProgress.NONE);
    if (report.rows() != clicks.length) {
      throw new IllegalStateException(report.toString());
    }
  }

  Materializer materializer(@Nullable Long limit) {
    return new Materializer(project, view(limit), TaskWatch.NONE);
  }

  Verification.Finding verify() {
    return new Verification(project, view(null)).verify("default");
  }

  /** The clicks that the store answers; null if it has no row. */
  @Nullable Long online(String ad) {
    OnlineStore store = project.store("default");
    byte[] key = KeyEncoding.bytes(List.of(ad));
    StoredRow row = store.read(List.of(new RowRequest(VIEW, List.of(key)))).get(0).rows().get(0);
    if (row == null || row.deleted()) {
      return null;
    }
    var schema = RowForm.of(view(null).schema()).schema();
    RowValues values = new RowValues(schema);
    new RowReader(schema).read(row, values);
    return values.longAt(0);
  }

  @Override
  public void close() {
    project.close();
  }
}
