package io.featurefactory.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LookupTest {
  private static final Duration FRESH = Duration.ofDays(3);
  private static final Instant WATERMARK = CtrRows.boundary(3);

  private final InMemoryOnlineStore store = InMemoryOnlineStore.empty("default");

  @Test
  void read_freshView_tellsPresentFromEmpty() {
    publish();
    List<OnlineRow> rows = lookup(Duration.ofHours(2)).read(List.of(key("ad-1"), key("ad-2")));
    assertThat(rows)
        .containsExactly(
            new OnlineRow(
                ValueStatus.PRESENT,
                3,
                Duration.ofHours(2),
                CtrRows.boundary(2),
                List.of(12L, 0.25),
                null),
            new OnlineRow(
                ValueStatus.EMPTY, 3, Duration.ofHours(2), null, CtrRows.emptyRow(), null));
  }

  @Test
  void read_olderThanFreshWithin_isStaleWithItsValues() {
    publish();
    assertThat(lookup(FRESH).read(List.of(key("ad-1"))).get(0).status())
        .isEqualTo(ValueStatus.PRESENT);
    List<OnlineRow> rows = lookup(FRESH.plusMillis(1)).read(List.of(key("ad-1"), key("ad-2")));
    assertThat(rows).extracting(OnlineRow::status).containsOnly(ValueStatus.STALE);
    assertThat(rows.get(0).values()).isEqualTo(List.of(12L, 0.25));
    assertThat(rows.get(1).values()).isEqualTo(CtrRows.emptyRow());
    assertThat(rows.get(0).age()).isEqualTo(FRESH.plusMillis(1));
  }

  @Test
  void read_clockBehindTheWatermark_hasAgeZero() {
    publish();
    OnlineRow row = lookup(Duration.ofSeconds(-3)).read(List.of(key("ad-1"))).get(0);
    assertThat(row.age()).isZero();
    assertThat(row.status()).isEqualTo(ValueStatus.PRESENT);
  }

  @Test
  void read_runBeingPublished_reflectsTheRowsRun() {
    publish();
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(CtrRows.VIEW, 1, 3, 4, WATERMARK);
      RowChange deletion = RowChange.delete(key("ad-1"), 4);
      writer.write(new RowBatch(CtrRows.VIEW, 1, 4, List.of(deletion)));
    }
    List<OnlineRow> rows = lookup(Duration.ZERO).read(List.of(key("ad-1"), key("ad-2")));
    assertThat(rows).extracting(OnlineRow::run).containsExactly(4L, 3L);
    assertThat(rows.get(0).status()).isEqualTo(ValueStatus.EMPTY);
  }

  @Test
  void read_damagedRow_isAnErrorOfThatKeyOnly() {
    publish();
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(CtrRows.VIEW, 1, 3, 4, WATERMARK);
      RowChange garbage = RowChange.put(key("ad-2"), 4, new byte[] {9});
      writer.write(new RowBatch(CtrRows.VIEW, 1, 4, List.of(garbage)));
    }
    List<OnlineRow> rows = lookup(Duration.ZERO).read(List.of(key("ad-1"), key("ad-2")));
    assertThat(rows.get(0).status()).isEqualTo(ValueStatus.PRESENT);
    assertThat(rows.get(1).status()).isEqualTo(ValueStatus.ERROR);
    assertThat(rows.get(1).error()).isEqualTo("a row of format 9, header 09 (expected: format 1)");
    List<@Nullable Object> none = new ArrayList<>();
    none.add(null);
    none.add(null);
    assertThat(rows.get(1).values()).isEqualTo(none);
  }

  @Test
  void read_viewNeverPublished_fails() {
    assertThatThrownBy(() -> lookup(Duration.ZERO).read(List.of(key("ad-1"))))
        .isInstanceOf(FactoryException.class)
        .hasMessage(
            "ad_performance v1 is not in online store default. Run ff publish ad_performance --store"
                + " default");
  }

  private void publish() {
    RowValues values = new RowValues(CtrRows.SCHEMA);
    values.setLong(0, 12);
    values.setDouble(1, 0.25);
    Iterator<ChangedRow> state =
        List.of(
                ChangedRow.of(key("ad-1"), 2, CtrRows.boundary(2), values),
                ChangedRow.empty(key("ad-2"), 3, CtrRows.boundary(3)))
            .iterator();
    new Publisher(store, PublishSettings.defaults(), Clock.systemUTC())
        .rebuild(CtrRows.publication(3), state);
  }

  private Lookup lookup(Duration age) {
    Clock clock = Clock.fixed(WATERMARK.plus(age), ZoneOffset.UTC);
    return new Lookup(store, CtrRows.VIEW, CtrRows.SCHEMA, FRESH, clock);
  }

  private static byte[] key(String ad) {
    return CtrRows.key(ad);
  }
}
