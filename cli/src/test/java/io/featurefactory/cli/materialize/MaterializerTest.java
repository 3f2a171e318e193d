package io.featurefactory.cli.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.cli.crash.Folders;
import io.featurefactory.cli.project.ProjectTables;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Lease;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MaterializerTest {
  private static final Instant DAY_3 = Instant.parse("2026-01-03T00:00:00Z");
  private static final Instant DAY_4 = Instant.parse("2026-01-04T00:00:00Z");
  private static final Instant DAY_5 = Instant.parse("2026-01-05T00:00:00Z");

  @TempDir Path folder;
  private ClickProject clicks;

  @BeforeEach
  void open() throws IOException {
    clicks = new ClickProject(folder, DAY_3.plusSeconds(60));
    clicks.click("a 2026-01-01T10:00:00", "a 2026-01-02T10:00:00", "b 2026-01-01T11:00:00");
  }

  @AfterEach
  void close() {
    clicks.close();
  }

  @Test
  void backfill_ofNewView_servesTheNewestState() {
    MaterializeReport report =
        clicks.materializer(null).backfill(DAY_3.minus(days(1)), null, DAY_3);

    assertThat(report.logged()).hasSize(2);
    assertThat(clicks.online("a")).isEqualTo(2);
    assertThat(clicks.online("b")).isEqualTo(1);
    assertThat(clicks.verify().holds()).isTrue();
    assertThat(runs())
        .containsExactly(
            List.of(
                1L, DAY_3.minus(days(1)), "BACKFILL", "", DAY_3.minus(days(1)).plusSeconds(1800)),
            List.of(2L, DAY_3, "BACKFILL", "", DAY_3.plusSeconds(1800)),
            List.of(2L, DAY_3, "BACKFILL", "default", DAY_3.plusSeconds(60)));
  }

  @Test
  void run_afterLateEvents_correctsTheNextBoundaryAndEmptiesKeys() throws IOException {
    clicks.materializer(null).backfill(DAY_3.minus(days(1)), null, DAY_3);
    clicks.click("a 2026-01-03T01:00:00", "a 2026-01-02T09:00:00");

    MaterializeReport report = clicks.materializer(null).run(DAY_4);

    assertThat(report.logged()).singleElement().extracting(b -> b.run()).isEqualTo(3L);
    assertThat(clicks.online("a")).isEqualTo(3);
    assertThat(clicks.online("b")).isNull();
    assertThat(clicks.verify().holds()).isTrue();
    assertThat(report.stores().get("default").rows()).isEqualTo(1);
    assertThat(report.stores().get("default").deletions()).isEqualTo(1);
  }

  @Test
  void run_again_changesNothing() {
    clicks.materializer(null).backfill(DAY_3, null, DAY_3);
    List<List<Object>> before = runs();

    MaterializeReport report = clicks.materializer(null).run(DAY_3.plusSeconds(1));

    assertThat(report.logged()).isEmpty();
    assertThat(report.stores().get("default").published()).isEmpty();
    assertThat(runs()).isEqualTo(before);
  }

  @Test
  void earlierBackfill_afterRuns_leavesTheServedRows() throws IOException {
    clicks.materializer(null).run(DAY_3);
    clicks.materializer(null).run(DAY_4);
    Long served = clicks.online("a");

    clicks.materializer(null).backfill(DAY_3.minus(days(1)), null, DAY_4);
    MaterializeReport next = clicks.materializer(null).run(DAY_5);

    assertThat(served).isEqualTo(1);
    assertThat(next.logged()).singleElement().extracting(b -> b.run()).isEqualTo(4L);
    assertThat(clicks.online("a")).isNull();
    assertThat(clicks.verify().holds()).isTrue();
  }

  @Test
  void run_withBrokenCheck_keepsTheLastGoodValues() throws IOException {
    clicks.materializer(3L).backfill(DAY_3, null, DAY_3);
    clicks.click("a 2026-01-03T01:00:00", "a 2026-01-03T02:00:00", "a 2026-01-03T03:00:00");

    MaterializeReport report = clicks.materializer(3L).run(DAY_4);

    assertThat(report.blocked()).isNotNull();
    assertThat(report.logged()).isEmpty();
    assertThat(clicks.online("a")).isEqualTo(2);
    assertThat(clicks.project().control().runs().blocked())
        .singleElement()
        .satisfies(run -> assertThat(run.boundary()).isEqualTo(DAY_4))
        .satisfies(run -> assertThat(run.checks()).hasSize(1));

    MaterializeReport mended = clicks.materializer(null).run(DAY_4);

    assertThat(mended.logged()).hasSize(1);
    assertThat(clicks.online("a")).isEqualTo(4);
    assertThat(clicks.project().control().runs().blocked()).isEmpty();
  }

  @Test
  void run_whileAnotherHoldsTheLease_isRefusedWithItsName() {
    clicks
        .project()
        .control()
        .leases()
        .acquire("ad_clicks", new Lease.Holder("elsewhere", 7), Duration.ofHours(1));

    assertThatThrownBy(() -> clicks.materializer(null).run(DAY_3))
        .isInstanceOf(FactoryException.class)
        .hasMessageContaining("Cannot run ad_clicks: ad_clicks is held by process 7 on elsewhere");
  }

  @Test
  void run_afterTheHolderOfTheLeaseDied_takesItOverAtOnce() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    String host = InetAddress.getLocalHost().getHostName();
    clicks
        .project()
        .control()
        .leases()
        .acquire("ad_clicks", new Lease.Holder(host, dead.pid()), Duration.ofHours(1));

    assertThat(clicks.materializer(null).run(DAY_3).logged()).hasSize(1);
    assertThat(clicks.verify().holds()).isTrue();
  }

  @Test
  void run_withNewRegistry_writesAboveTheEpochsOfTheTables() {
    clicks.materializer(null).backfill(DAY_3, null, DAY_3);
    LakeTable log = clicks.project().warehouse().loadTable(new TableId("log", "ad_clicks_v1_log"));
    log.fence("ad_clicks", 40);

    assertThat(clicks.materializer(null).run(DAY_4).logged()).hasSize(1);
    assertThat(log.newestEpoch("ad_clicks")).isEqualTo(41);
  }

  @Test
  void backfill_ofWhatTheLogHas_isNoErrorAndPublishes() {
    clicks.materializer(null).backfill(DAY_3, null, DAY_3);
    clicks.materializer(null).run(DAY_4);

    MaterializeReport report = clicks.materializer(null).backfill(DAY_3, DAY_3, DAY_4);

    assertThat(report.computed()).isEmpty();
    assertThat(report.stores()).containsOnlyKeys("default");
  }

  @Test
  void run_ofSeveralBoundaries_recordsEachThatWasServed() {
    clicks.materializer(null).backfill(DAY_3, null, DAY_3);
    clicks.materializer(null).run(DAY_5);

    assertThat(runs().stream().filter(row -> row.get(3).equals("default")).map(row -> row.get(0)))
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void publish_afterTheStoreWasRestored_recordsTheRunsOnceMore() {
    clicks.materializer(null).backfill(DAY_3, null, DAY_3);
    clicks.close();
    Path store = folder.resolve(".factory/online");
    Folders.replace(folder.resolve("copy"), store);
    clicks = new ClickProject(folder, DAY_5);
    clicks.materializer(null).run(DAY_5);
    clicks.close();
    Folders.replace(store, folder.resolve("copy"));
    clicks = new ClickProject(folder, DAY_5.plusSeconds(60));

    clicks
        .materializer(null)
        .publish(null, Materializer.Extent.NEW_ROWS, Materializer.RolledBack.ENDS);

    assertThat(runs().stream().filter(row -> row.get(3).equals("default")).map(row -> row.get(0)))
        .containsExactly(1L, 1L, 2L, 2L, 3L, 3L);
  }

  @Test
  void publish_withRebuild_writesTheSameBytes() {
    clicks.materializer(null).backfill(DAY_3, null, DAY_3);

    MaterializeReport report =
        clicks
            .materializer(null)
            .publish(null, Materializer.Extent.WHOLE_STATE, Materializer.RolledBack.ENDS);

    assertThat(report.stores().get("default").rows()).isEqualTo(2);
    assertThat(clicks.verify().holds()).isTrue();
    assertThat(clicks.verify().compared()).isEqualTo(2);
  }

  @Test
  void publish_withRebuildLater_keepsTheTimeOfThePublishing() {
    clicks.materializer(null).backfill(DAY_3, null, DAY_3);
    clicks.close();
    clicks = new ClickProject(folder, DAY_5);

    clicks
        .materializer(null)
        .publish(null, Materializer.Extent.WHOLE_STATE, Materializer.RolledBack.ENDS);

    assertThat(clicks.project().store("default").findProgress(ClickProject.VIEW).current())
        .satisfies(now -> assertThat(now.number()).isEqualTo(2))
        .satisfies(now -> assertThat(now.published().finished()).isEqualTo(DAY_3.plusSeconds(60)));
  }

  @Test
  void publish_ofEmptyLog_saysWhatToDo() {
    assertThatThrownBy(
            () ->
                clicks
                    .materializer(null)
                    .publish(null, Materializer.Extent.NEW_ROWS, Materializer.RolledBack.ENDS))
        .hasMessage(
            "Cannot publish ad_clicks v1: its log has no boundary yet. Run ff backfill ad_clicks"
                + " --from T, or ff run ad_clicks");
  }

  private static Duration days(int count) {
    return Duration.ofDays(count);
  }

  private List<List<Object>> runs() {
    LakeTable table = clicks.project().warehouse().loadTable(ProjectTables.RUNS);
    String sql =
        "SELECT run, boundary, kind, store, finished FROM "
            + table.relation(table.files(table.currentSnapshot()))
            + " ORDER BY run, store, finished";
    try (KernelSession session = clicks.project().kernel().session()) {
      return session.query(sql, MaterializerTest::row);
    }
  }

  private static List<Object> row(ResultRow row) {
    return List.copyOf(row.values());
  }
}
