package io.featurefactory.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.online.VerifyReport.Difference;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierTest {
  @TempDir private Path scratch;

  private final InMemoryOnlineStore store = InMemoryOnlineStore.empty("default");

  @Test
  void verify_publishedState_isTheSame() throws IOException {
    CtrRows rows = new CtrRows(2, 3_000);
    rebuild(rows, 8);
    VerifyReport report =
        new Verifier(scratch).verify(store, CtrRows.VIEW, CtrRows.SCHEMA, rows.state(8));
    assertThat(report.same()).isTrue();
    assertThat(report.expected()).isEqualTo(rows.values(8).size());
    assertThat(report.stored()).isEqualTo(report.expected());
    assertThat(report.progress()).isEqualTo(store.findProgress(CtrRows.VIEW));
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left).as("temporary files").isEmpty();
    }
  }

  @Test
  void verify_partsLargerThanMemory_areSplitAndGiveTheSame() {
    CtrRows rows = new CtrRows(3, 3_000);
    rebuild(rows, 8);
    CtrRows other = new CtrRows(4, 3_000);
    VerifyReport whole = verify(new Verifier(scratch, 1 << 30, 0), other);
    VerifyReport split = verify(new Verifier(scratch, 100, 0), other);
    assertThat(split).isEqualTo(whole);
    assertThat(whole.missing()).isPositive();
    assertThat(whole.surplus()).isPositive();
    assertThat(whole.different()).isPositive();
    assertThat(whole.expected() - whole.missing()).isEqualTo(whole.stored() - whole.surplus());
  }

  @Test
  void verify_tamperedStore_namesEachRow() {
    RowValues values = new RowValues(CtrRows.SCHEMA);
    values.setLong(0, 12);
    rebuild(List.of(row("same", values), row("changed", values), row("gone", values)));
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(CtrRows.VIEW, 1, 8, 9, CtrRows.boundary(9));
      values.setDouble(1, -0.0);
      byte[] tampered = new RowWriter(CtrRows.SCHEMA).write(CtrRows.boundary(9), values);
      writer.write(
          new RowBatch(
              CtrRows.VIEW,
              1,
              9,
              List.of(
                  RowChange.put(CtrRows.key("changed"), 9, tampered),
                  RowChange.put(CtrRows.key("extra"), 9, new byte[] {7}),
                  RowChange.delete(CtrRows.key("gone"), 9))));
    }
    values.setNull(1);
    List<ChangedRow> state =
        List.of(row("same", values), row("changed", values), row("gone", values));
    VerifyReport report =
        new Verifier(scratch).verify(store, CtrRows.VIEW, CtrRows.SCHEMA, state.iterator());
    assertThat(report.same()).isFalse();
    assertThat(report.examples())
        .containsExactlyInAnyOrder(
            new Difference(
                VerifyReport.Kind.MISSING,
                "(gone)",
                "[12, null], changed at 2026-03-09T00:00:00Z by run 8",
                null),
            new Difference(
                VerifyReport.Kind.SURPLUS,
                "(extra)",
                null,
                "unreadable: a row of format 7, header 07 (expected: format 1 or 2), by run 9"),
            new Difference(
                VerifyReport.Kind.DIFFERENT,
                "(changed)",
                "[12, null], changed at 2026-03-09T00:00:00Z by run 8",
                "[12, -0.0], changed at 2026-03-10T00:00:00Z by run 9"));
  }

  @Test
  void verify_manyDifferences_keepsSomeExamples() {
    rebuild(new CtrRows(5, 200), 8);
    VerifyReport report =
        new Verifier(scratch, 1 << 20, 3)
            .verify(store, CtrRows.VIEW, CtrRows.SCHEMA, Collections.emptyIterator());
    assertThat(report.surplus()).isGreaterThan(50).isEqualTo(report.stored());
    assertThat(report.examples()).hasSize(3);
  }

  @Test
  void verify_viewNotInTheStore_missesAll() {
    CtrRows rows = new CtrRows(6, 100);
    VerifyReport report = verify(new Verifier(scratch), rows);
    assertThat(report.progress()).isNull();
    assertThat(report.missing()).isEqualTo(rows.values(8).size());
  }

  @Test
  void verify_noRoomForTemporaryFiles_fails() throws IOException {
    Path file = Files.writeString(scratch.resolve("file"), "");
    assertThatThrownBy(() -> verify(new Verifier(file), new CtrRows(6, 10)))
        .isInstanceOf(FactoryException.class)
        .hasMessageStartingWith("Cannot compare: temporary files in " + file + " failed (")
        .hasMessageEndingWith("Free some space there, then run ff verify again");
  }

  private VerifyReport verify(Verifier verifier, CtrRows rows) {
    return verifier.verify(store, CtrRows.VIEW, CtrRows.SCHEMA, rows.state(8));
  }

  private static ChangedRow row(String ad, RowValues values) {
    RowValues copy = new RowValues(CtrRows.SCHEMA);
    copy.copyFrom(values);
    return ChangedRow.of(CtrRows.key(ad), 8, CtrRows.boundary(8), copy);
  }

  private void rebuild(List<ChangedRow> state) {
    new Publisher(store, PublishSettings.defaults(), Clock.systemUTC())
        .rebuild(CtrRows.publication(8), state.iterator());
  }

  private void rebuild(CtrRows rows, long run) {
    new Publisher(store, PublishSettings.defaults(), Clock.systemUTC())
        .rebuild(CtrRows.publication(run), rows.state(run));
  }
}
