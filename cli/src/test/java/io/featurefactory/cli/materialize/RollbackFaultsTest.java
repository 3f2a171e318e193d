package io.featurefactory.cli.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.cli.materialize.Materializer.Extent;
import io.featurefactory.cli.materialize.Materializer.RolledBack;
import io.featurefactory.cli.project.ProjectTables;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.model.Generation;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollbacks that died anywhere, and what is in their way. */
final class RollbackFaultsTest {
  private static final Instant DAY_3 = Instant.parse("2026-01-03T00:00:00Z");
  private static final Instant DAY_4 = Instant.parse("2026-01-04T00:00:00Z");
  private static final Instant DAY_5 = Instant.parse("2026-01-05T00:00:00Z");
  private static final Instant DAY_6 = Instant.parse("2026-01-06T00:00:00Z");

  @TempDir Path folder;
  private ClickProject clicks;

  /** Ad a has 2 clicks at day 3 and 1 at day 4; a rebuild at day 3, then a run. */
  @BeforeEach
  void open() throws IOException {
    at(DAY_4);
    clicks.click(
        "a 2026-01-01T10:00:00",
        "a 2026-01-02T10:00:00",
        "b 2026-01-03T11:00:00",
        "c 2026-01-04T11:00:00");
    clicks.materializer(null).backfill(DAY_3, null, DAY_3);
    publish(Extent.WHOLE_STATE);
    clicks.materializer(null).run(DAY_4);
  }

  @AfterEach
  void close() {
    clicks.close();
  }

  private void at(Instant day) {
    clicks = new ClickProject(folder, day.plusSeconds(60));
  }

  private StoreReport publish(Extent extent) {
    return report(clicks.materializer(null).publish(null, extent, RolledBack.ENDS));
  }

  private StoreReport run(Instant day) {
    return report(clicks.materializer(null).run(day));
  }

  private static StoreReport report(MaterializeReport report) {
    return Objects.requireNonNull(report.stores().get("default"));
  }

  private OnlineProgress progress() {
    return Objects.requireNonNull(
        clicks.project().store("default").findProgress(ClickProject.VIEW));
  }

  /** The ledger's part of a rollback as run 3, which died before it did anything else. */
  private void openInLedger() {
    clicks
        .project()
        .control()
        .runs()
        .open(new RunId(ClickProject.VIEW, 3), LedgerRun.Kind.ROLLBACK, DAY_3, DAY_3, 1);
  }

  /** The store's part of it. */
  private void switchBack() {
    Instant now = clicks.project().clock().instant();
    try (OnlineWriter writer = clicks.project().store("default").openWriter()) {
      writer.switchGeneration(ClickProject.VIEW, 1, new Published(3, DAY_3, now, now));
    }
  }

  private List<String> rollbacks() {
    LakeTable table = clicks.project().warehouse().loadTable(ProjectTables.RUNS);
    try (KernelSession session = clicks.project().kernel().session()) {
      return session.query(
          "SELECT run || ' ' || store FROM %s WHERE kind = 'ROLLBACK'"
              .formatted(table.relation(table.files(table.currentSnapshot()))),
          row -> String.valueOf(row.string(0)));
    }
  }

  private LedgerRun.Step step(long run) {
    return Objects.requireNonNull(
            clicks.project().control().runs().find(new RunId(ClickProject.VIEW, run)))
        .current();
  }

  @Test
  void rollBack_undisturbed_servesTheBoundaryOfBefore() {
    StoreReport report = publish(Extent.ROLLBACK);

    assertThat(report.published()).extracting(Published::run).containsExactly(3L);
    assertThat(progress().current().published().watermark()).isEqualTo(DAY_3);
    assertThat(clicks.online("a")).isEqualTo(2);
    assertThat(clicks.verify().holds()).isTrue();
    assertThat(rollbacks()).containsExactly("3 default");
    assertThat(step(3)).isEqualTo(LedgerRun.Step.PUBLISHED);
  }

  @Test
  void rollBack_diedBeforeTheSwitch_isRepeatedWithItsNumber() {
    openInLedger();

    assertThat(publish(Extent.ROLLBACK).published()).extracting(Published::run).containsExactly(3L);
    assertThat(rollbacks()).containsExactly("3 default");
  }

  @Test
  void run_rollbackDiedBeforeTheSwitch_goesOn() {
    openInLedger();

    StoreReport report = run(DAY_5);

    assertThat(report.rolledBack()).isNull();
    assertThat(report.published()).extracting(Published::run).containsExactly(4L);
    assertThat(clicks.verify().holds()).isTrue();
  }

  @Test
  void rollBack_diedAfterTheSwitch_isCompletedByTheSameCommand() {
    openInLedger();
    switchBack();

    StoreReport report = publish(Extent.ROLLBACK);

    assertThat(report.published()).extracting(Published::run).containsExactly(3L);
    assertThat(rollbacks()).containsExactly("3 default");
    assertThat(step(3)).isEqualTo(LedgerRun.Step.PUBLISHED);
    assertThatThrownBy(() -> publish(Extent.ROLLBACK)).hasMessageContaining("rolled back already");
  }

  @Test
  void run_rollbackDiedAfterTheSwitch_recordsAndKeepsIt() {
    openInLedger();
    switchBack();

    StoreReport report = run(DAY_5);

    assertThat(report.rolledBack()).isNotNull();
    assertThat(clicks.online("a")).isEqualTo(2);
    assertThat(rollbacks()).containsExactly("3 default");
    assertThat(step(3)).isEqualTo(LedgerRun.Step.PUBLISHED);
  }

  /**
   * Nobody knows what run 3 is, so the store is built anew; but its number is never given again.
   */
  @Test
  void run_rollbackDiedAfterTheSwitchAndTheRegistryIsLost_neverGoesBack() throws IOException {
    openInLedger();
    switchBack();
    clicks.close();
    try (var files = Files.list(folder.resolve(".factory"))) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("registry")) {
          Files.delete(file);
        }
      }
    }
    at(DAY_5);

    assertThat(run(DAY_4).published()).extracting(Published::run).containsExactly(4L);
    assertThat(run(DAY_5).published()).extracting(Published::run).containsExactly(5L);
    assertThat(clicks.verify().holds()).isTrue();
  }

  /** Who has looked up run 3 does not see a run before it as long as the log has none after it. */
  @Test
  void run_storeCameBackEmptyAfterARollback_neverGoesBack() throws IOException {
    publish(Extent.ROLLBACK);
    clicks.close();
    delete(folder.resolve(".factory/online"));
    at(DAY_5);

    assertThat(run(DAY_4).published()).extracting(Published::run).containsExactly(4L);
    assertThat(clicks.online("a")).isEqualTo(1);
    assertThat(run(DAY_5).published()).extracting(Published::run).containsExactly(5L);
    assertThat(clicks.verify().holds()).isTrue();
  }

  @Test
  void run_storeCameBackFromBeforeARollback_neverGoesBack() throws IOException {
    clicks.close();
    Path online = folder.resolve(".factory/online");
    copy(online, folder.resolve("before"));
    at(DAY_5);
    publish(Extent.ROLLBACK);
    clicks.close();
    delete(online);
    copy(folder.resolve("before"), online);
    at(DAY_5);

    assertThat(progress().run()).isEqualTo(2);
    assertThat(run(DAY_4).published()).extracting(Published::run).containsExactly(4L);
    assertThat(clicks.online("a")).isEqualTo(1);
    assertThat(run(DAY_5).published()).extracting(Published::run).containsExactly(5L);
    assertThat(clicks.verify().holds()).isTrue();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void forward_diedBeforeTheSwitch_isRepeatedWithItsNumber() {
    publish(Extent.ROLLBACK);
    clicks
        .project()
        .control()
        .runs()
        .open(new RunId(ClickProject.VIEW, 4), LedgerRun.Kind.RUN, DAY_4, DAY_4, 1);

    assertThat(run(DAY_4).rolledBack()).isNotNull();
    assertThat(publish(Extent.NEW_ROWS).published()).extracting(Published::run).containsExactly(4L);
    assertThat(clicks.online("a")).isEqualTo(1);
    assertThat(step(4)).isEqualTo(LedgerRun.Step.PUBLISHED);
    assertThat(run(DAY_5).published()).extracting(Published::run).containsExactly(5L);
    assertThat(clicks.verify().holds()).isTrue();
  }

  @Test
  void earlierBackfill_whileRolledBack_isNotServedAndLeavesTheWayForward() {
    publish(Extent.ROLLBACK);
    clicks.materializer(null).backfill(DAY_3.minus(Duration.ofDays(1)), null, DAY_4);

    assertThat(progress().run()).isEqualTo(3);
    assertThat(clicks.verify().holds()).isTrue();
    publish(Extent.NEW_ROWS);
    assertThat(progress().current().published().watermark()).isEqualTo(DAY_4);
    run(DAY_5);
    assertThat(clicks.verify().holds()).isTrue();
    assertThat(clicks.online("c")).isEqualTo(1);
  }

  /** The boundary that was blocked before the rollback does not get a number below it. */
  @Test
  void run_boundaryWasBlockedBeforeTheRollback_getsALaterNumber() throws IOException {
    clicks.click("b 2026-01-04T01:00:00", "b 2026-01-04T02:00:00");
    assertThat(clicks.materializer(2L).run(DAY_5).blocked()).isNotNull();
    publish(Extent.ROLLBACK);
    publish(Extent.NEW_ROWS);
    assertThat(progress().run()).isEqualTo(5);

    assertThat(run(DAY_5).published()).extracting(Published::run).containsExactly(6L);
    assertThat(clicks.verify().holds()).isTrue();
  }

  @Test
  void rebuild_whileARunIsOpen_keepsNothingToGoBackTo() {
    int served = progress().current().number();
    try (OnlineWriter writer = clicks.project().store("default").openWriter()) {
      writer.beginRun(ClickProject.VIEW, served, 2, 3, DAY_5);
      writer.write(
          new RowBatch(
              ClickProject.VIEW,
              served,
              3,
              List.of(RowChange.delete("x".getBytes(StandardCharsets.UTF_8), 3))));
    }

    publish(Extent.WHOLE_STATE);

    assertThat(progress().spare()).isEmpty();
    assertThatThrownBy(() -> publish(Extent.ROLLBACK)).hasMessageContaining("no earlier rows");
  }

  @Test
  void publish_overRowsOfAnotherOrigin_keepsNothingToGoBackTo() {
    try (OnlineWriter writer = clicks.project().store("default").openWriter()) {
      int other = writer.beginGeneration(ClickProject.VIEW, "another log");
      writer.switchGeneration(ClickProject.VIEW, other, new Published(9, DAY_4, DAY_4, DAY_4));
    }

    publish(Extent.NEW_ROWS);

    assertThat(progress().spare()).isEmpty();
    assertThat(progress().run()).isEqualTo(2);
    assertThat(clicks.verify().holds()).isTrue();
  }

  /** As after a log was restored from a backup: other values may have come to that boundary. */
  @Test
  void publish_overARunThatNobodyKnows_keepsNothingToGoBackTo() {
    String origin = progress().current().origin();
    try (OnlineWriter writer = clicks.project().store("default").openWriter()) {
      int other = writer.beginGeneration(ClickProject.VIEW, origin);
      writer.switchGeneration(ClickProject.VIEW, other, new Published(9, DAY_4, DAY_4, DAY_4));
    }

    assertThat(publish(Extent.NEW_ROWS).published())
        .extracting(Published::run)
        .containsExactly(10L);
    assertThat(progress().spare()).isEmpty();
    assertThat(run(DAY_5).published()).extracting(Published::run).containsExactly(11L);
    assertThat(clicks.verify().holds()).isTrue();
  }

  @Test
  void rebuild_twice_keepsOneSpare() {
    publish(Extent.WHOLE_STATE);
    publish(Extent.WHOLE_STATE);

    assertThat(progress().spare()).hasSize(1);
    assertThat(progress().spare()).allMatch(Generation::isComplete);
    publish(Extent.ROLLBACK);
    assertThat(clicks.online("a")).as("day 4, as before").isEqualTo(1);
    assertThat(progress().run()).isEqualTo(3);
  }

  @Test
  void run_twoDaysPastASpare_dropsIt() {
    assertThat(progress().spare()).hasSize(1);
    run(DAY_5);
    assertThat(progress().spare()).isEmpty();
    publish(Extent.WHOLE_STATE);
    run(DAY_6);
    assertThat(progress().spare()).hasSize(1);
  }
}
