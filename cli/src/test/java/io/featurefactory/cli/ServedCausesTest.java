package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.featurefactory.cli.crash.Folders;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.lake.Commit;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.model.DefinitionId.Kind;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowReader;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.RowValues;
import io.featurefactory.online.RowWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which an answer and the feature log go apart, made to happen. */
final class ServedCausesTest {
  private static final ViewId TREND = new ViewId("ad_trend", 1);
  private static final TableId SERVED = new TableId("served", "search_ranking_v1");
  private static final TableId RUNS = new TableId("ops", "runs");

  @TempDir static Path temporary;

  private static ServedShop shop;

  @BeforeAll
  static void start() {
    shop = ServedShop.create(temporary);
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  @Test
  void storeHasAnotherValue_isAStoreFault() throws Exception {
    shop.restart(this::corruptTrend);
    Found found = askAndVerify();
    shop.done("publish ad_trend --rebuild");

    assertThat(found.code()).isEqualTo(1);
    assertThat(found.causes("ad_trend v1")).containsKeys("same", "store_fault");
    assertThat(found.causes("ad_facts v1")).containsOnlyKeys("same");
    JsonNode example = found.served().get("examples").get(0);
    assertThat(example.get("feature").asText()).isEqualTo("ad_trend_72h");
    assertThat(example.get("served").asText()).isEqualTo("-0.0");
    assertThat(example.get("key").asText()).startsWith("ad_id=AD-");
    assertThat(askAndVerify().code()).as("after the rebuild").isZero();
  }

  @Test
  void answersWereChangedInTheTable_isTampering() {
    Instant from = ask();
    change(SERVED, "SELECT * REPLACE (ad_facts__price + 1 AS ad_facts__price) FROM %s", from);
    Found price = verify(from);

    assertThat(price.code()).isEqualTo(1);
    assertThat(price.causes("ad_facts v1")).containsKey("tampered");
    assertThat(price.causes("ad_trend v1")).containsOnlyKeys("same");
    assertThat(price.served().get("changed_rows").asLong()).isPositive();
    assertThat(shop.ff("verify --served --from " + from).out())
        .contains("are not as they were written", "training and serving DISAGREE");
  }

  @Test
  void resolvedKeyWasChangedInTheTable_isTampering() {
    Instant from = ask();
    change(SERVED, "SELECT * REPLACE ('S-1' AS seller_id) FROM %s", from);
    Found found = verify(from);

    assertThat(found.causes("ad_facts v1")).as("who gave the key").containsKey("tampered");
    assertThat(found.causes("seller_quality v1")).as("who used it").containsKey("tampered");
  }

  @Test
  void featureLogWasChanged_isToldAsSuch() {
    Instant from = ask();
    TableId log = new TableId("log", "category_prices_v1_log");
    List<LakeFile> before =
        change(
            log,
            "SELECT * REPLACE (median_price_7d * 2 AS median_price_7d) FROM %s",
            Instant.EPOCH);
    Found found = verify(from);

    assertThat(found.code()).isEqualTo(1);
    assertThat(found.causes("category_prices v1")).containsKey("log_changed");
    assertThat(found.causes("price_vs_category")).containsKey("follows");
    assertThat(before).isNotEmpty();
    change(log, "SELECT * REPLACE (median_price_7d / 2 AS median_price_7d) FROM %s", Instant.EPOCH);
    assertThat(verify(from).code()).isZero();
  }

  @Test
  void storeLostItsLastRuns_isBehind() throws Exception {
    Path online = shop.folder().resolve(".factory/online");
    Path copy = temporary.resolve("copy");
    shop.restart(() -> Folders.replace(copy, online));
    shop.clock().forward(Duration.ofHours(8));
    shop.done("run");
    shop.restart(() -> Folders.replace(online, copy));
    Found found = askAndVerify();
    shop.done("publish");

    assertThat(found.causes("ad_trend v1")).containsKey("behind").doesNotContainKey("same");
    assertThat(found.code()).as("other values than training sees").isEqualTo(1);
    assertThat(found.different("ad_trend v1", "behind"))
        .as("not every key has changed")
        .isLessThan(found.causes("ad_trend v1").get("behind"));
    assertThat(askAndVerify().code()).isZero();
  }

  @Test
  void lowerStoreThatLagsAnswered_isAnotherStore() throws Exception {
    Path settings = shop.folder().resolve("factory.yaml");
    Files.writeString(
        settings,
        Files.readString(settings)
            + "\nonline: {default: {type: rocksdb}, second: {type: rocksdb, path: .factory/second}}\n");
    replaceInFeatures("(?m)^(every: .*)$", "$1\nonline: [default, second]");
    shop.done("apply");
    shop.done("publish");
    replaceInFeatures("online: .default, second.", "online: [default]");
    shop.done("apply");
    shop.clock().forward(Duration.ofHours(8));
    shop.done("run");
    replaceInFeatures("online: .default.", "online: [default, second]");
    shop.done("apply");
    Instant served = ask();
    shop.restart(
        project ->
            name -> {
              if (name.equals("default")) {
                throw new IllegalStateException("gone");
              }
              return project.store(name);
            });
    Instant from = ask();
    shop.restart(project -> project::store);
    Found found = verify(from);
    shop.done("publish");

    assertThat(
            found("verify --served search_ranking --output json --to " + from + " --from " + served)
                .code())
        .isZero();
    assertThat(found.causes("ad_trend v1")).containsOnlyKeys("other_store");
    assertThat(found.causes("ad_facts v1")).containsOnlyKeys("same");
    assertThat(found.code() == 1)
        .as("it matters only where the values are other ones")
        .isEqualTo(found.different("ad_trend v1", "other_store") > 0);
  }

  private static void replaceInFeatures(String pattern, String by) throws IOException {
    try (Stream<Path> definitions = Files.list(shop.folder().resolve("features"))) {
      for (Path file : definitions.toList()) {
        Files.writeString(file, Files.readString(file).replaceAll(pattern, by));
      }
    }
  }

  @Test
  void tableOfRunsSaysLater_isAhead() {
    shop.clock().forward(Duration.ofHours(1));
    shop.done("run");
    Instant from = ask();
    change(
        RUNS,
        "SELECT * REPLACE (started + to_hours(1) AS started, finished + to_hours(1) AS finished) FROM %s"
            + " WHERE view = 'ad_trend' AND store <> '' AND run = (SELECT max(run) FROM %<s WHERE view = 'ad_trend')"
            + " UNION ALL FROM %<s WHERE NOT (view = 'ad_trend' AND store <> ''"
            + " AND run = (SELECT max(run) FROM %<s WHERE view = 'ad_trend'))",
        Instant.EPOCH);
    Found found = verify(from);

    assertThat(found.causes("ad_trend v1")).containsOnlyKeys("ahead");
    assertThat(found.causes("ad_facts v1")).containsOnlyKeys("same");
    shop.clock().forward(Duration.ofHours(2));
    shop.done("run");
  }

  @Test
  void runWasTakenBack_isARollback() {
    shop.clock().forward(Duration.ofHours(1));
    shop.done("run");
    List<LakeFile> before = files(RUNS);
    change(
        RUNS,
        "FROM %s UNION ALL SELECT * REPLACE ('ROLLBACK' AS kind, make_timestamp("
            + (shop.clock().instant().toEpochMilli() * 1000)
            + ") AS started, make_timestamp("
            + (shop.clock().instant().toEpochMilli() * 1000)
            + ") AS finished) FROM %<s WHERE view = 'ad_trend' AND store = 'default'"
            + " AND run = (SELECT min(run) FROM %<s WHERE view = 'ad_trend' AND store = 'default')",
        Instant.EPOCH);
    Found found = askAndVerify();
    restore(RUNS, before);

    assertThat(found.causes("ad_trend v1")).containsOnlyKeys("rollback");
    assertThat(askAndVerify().code()).isZero();
  }

  @Test
  void runsAreNotInTheTable_areUnrecordedOrUnknown() {
    shop.clock().forward(Duration.ofHours(1));
    shop.done("run");
    Instant from = ask();
    List<LakeFile> before = files(RUNS);
    change(
        RUNS,
        "FROM %s WHERE NOT (view = 'ad_trend' AND run = (SELECT max(run) FROM %<s WHERE view = 'ad_trend'))",
        Instant.EPOCH);
    Found newest = verify(from);
    restore(RUNS, before);
    change(RUNS, "SELECT * REPLACE (run + 5 AS run) FROM %s", Instant.EPOCH);
    Found none = verify(from);
    restore(RUNS, before);

    assertThat(newest.code()).isZero();
    assertThat(newest.causes("ad_trend v1")).containsOnlyKeys("unrecorded");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.causes("ad_facts v1")).containsOnlyKeys("unknown_run");
  }

  @Test
  void storesFail_nothingIsCompared() {
    shop.restart(
        project ->
            name -> {
              throw new IllegalStateException("gone");
            });
    Instant from = ask();
    shop.restart(project -> project::store);
    Found found = verify(from);

    assertThat(found.code()).isZero();
    assertThat(found.causes("ad_trend v1")).containsOnlyKeys("error");
    assertThat(found.causes("days_listed")).containsOnlyKeys("error");
  }

  @Test
  void draftWasReplaced_nothingIsCompared() throws Exception {
    Path file = shop.folder().resolve("features/draft.yaml");
    String draft =
        """
        kind: feature_view
        name: ad_events
        version: 1
        owner: me@example.com
        source: clickstream
        keys: [ad_id]
        every: 1h
        aggregates:
          - {name: n, expr: "count(*)", windows: [{length: 2d, name: n}]}
        features:
          - {name: events, expr: n}
        """;
    Files.writeString(file, draft);
    shop.done("apply");
    shop.done("run ad_events");
    String body = "{\"view\": \"ad_events\", \"entities\": {\"ad_id\": [\"AD-1\", \"AD-2\"]}}";
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (shop.send(body, Map.of()).statusCode() != 200) {
      assertThat(System.nanoTime()).as("the draft is noticed").isLessThan(end);
    }
    Instant from = shop.clock().instant();
    shop.post(body);
    shop.flush();
    assertThat(
            found("verify --served ad_events --output json --from " + from).causes("ad_events v1"))
        .containsOnlyKeys("same");

    Files.writeString(file, draft.replace("2d", "1d"));
    shop.done("apply");
    shop.done("run ad_events");
    CommandLineDriver.Result all = shop.ff("verify --served --from " + from);
    assertThat(all.code()).as(all.out()).isZero();
    assertThat(all.out()).contains("other definition", "a draft that was replaced");
  }

  @Test
  void featureLogIsGone_nothingIsCompared() {
    Instant from = ask();
    try (Project project = shop.project()) {
      project.warehouse().dropTable(new TableId("log", "user_interests_v1_log"));
    }
    Found found = verify(from);

    assertThat(found.code()).isZero();
    assertThat(found.causes("user_interests v1")).containsOnlyKeys("log_gone");
    assertThat(found.causes("ad_facts v1")).containsOnlyKeys("same");
  }

  /** What was found of the service's answers. */
  private record Found(int code, JsonNode served) {
    /** Rows by cause. */
    Map<String, Long> causes(String part) {
      Map<String, Long> causes = new TreeMap<>();
      cause(part).forEach(c -> causes.put(c.get("cause").asText(), c.get("rows").asLong()));
      return causes;
    }

    long different(String part, String cause) {
      for (JsonNode c : cause(part)) {
        if (c.get("cause").asText().equals(cause)) {
          return c.get("different").asLong();
        }
      }
      return 0;
    }

    private JsonNode cause(String part) {
      for (JsonNode found : served.get("parts")) {
        if (found.get("name").asText().equals(part)) {
          return found.get("causes");
        }
      }
      throw new AssertionError(part + " is not in " + served);
    }
  }

  /** Asks, after a while, and waits until the answers are kept; when it began. */
  private static Instant ask() {
    shop.clock().forward(Duration.ofMinutes(1));
    Instant from = shop.clock().instant();
    shop.askPages(4);
    shop.flush();
    return from;
  }

  private static Found askAndVerify() {
    return verify(ask());
  }

  private static Found verify(Instant from) {
    return found("verify --served search_ranking --output json --from " + from);
  }

  private static Found found(String line) {
    CommandLineDriver.Result result = shop.ff(line);
    assertThat(result.out()).as(result.err()).startsWith("{");
    return new Found(result.code(), shop.read(result.out()).get("served").get(0));
  }

  private static List<LakeFile> files(TableId id) {
    try (Project project = shop.project()) {
      LakeTable table = project.warehouse().loadTable(id);
      return table.files(table.currentSnapshot());
    }
  }

  /** Puts other rows in the place of those of some files; the files that were there. */
  private static List<LakeFile> change(TableId id, String select, Instant since) {
    try (Project project = shop.project();
        KernelSession session = project.kernel().session()) {
      LakeTable table = project.warehouse().loadTable(id);
      List<LakeFile> files = new ArrayList<>();
      for (LakeFile file : table.files(table.currentSnapshot())) {
        boolean wanted =
            since.equals(Instant.EPOCH)
                || session
                        .query(
                            "SELECT count(*) FROM %s WHERE asked_at >= make_timestamp(%d)"
                                .formatted(
                                    table.relation(List.of(file)), since.toEpochMilli() * 1000),
                            row -> row.longValue(0))
                        .get(0)
                    > 0;
        if (wanted) {
          files.add(file);
        }
      }
      List<LakeFile> other =
          session.write(
              select.formatted(table.relation(files)), table.target(), WriteOptions.defaults());
      table.commit(Commit.overwrite(other, files));
      return files;
    }
  }

  private static void restore(TableId id, List<LakeFile> before) {
    try (Project project = shop.project()) {
      LakeTable table = project.warehouse().loadTable(id);
      table.commit(Commit.overwrite(before, table.files(table.currentSnapshot())));
    }
  }

  /** Every other row of a view gets -0.0, in the store only. */
  private void corruptTrend() {
    try (Project project = shop.project()) {
      RowSchema schema =
          new ServedPlans(new ProjectFiles(shop.folder(), "", Map.of()), "")
              .view(new Catalog(project.control().registry().load()).entry("ad_trend", Kind.VIEW))
              .views()
              .get(0)
              .rows();
      OnlineStore store = project.store("default");
      OnlineProgress progress = Objects.requireNonNull(store.findProgress(TREND));
      List<RowChange> rows = new ArrayList<>();
      try (RowScan scan = store.scan(TREND)) {
        while (scan.next()) {
          StoredRow row = scan.row();
          byte[] bytes = row.row();
          if (rows.size() % 2 == 0) {
            RowValues values = new RowValues(schema);
            RowReader reader = new RowReader(schema);
            reader.read(row, values);
            values.setDouble(0, -0.0);
            bytes = new RowWriter(schema).write(reader.changedAt(row), values);
          }
          rows.add(RowChange.put(scan.key(), row.run(), bytes));
        }
      }
      try (OnlineWriter writer = store.openWriter()) {
        int generation = writer.beginGeneration(TREND, progress.current().origin());
        writer.write(new RowBatch(TREND, generation, progress.run(), rows));
        writer.switchGeneration(TREND, generation, progress.current().published());
      }
    }
  }
}
