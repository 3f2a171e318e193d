package io.featurefactory.testkit.online;

import static io.featurefactory.testkit.online.OnlineFixture.ORIGIN;
import static io.featurefactory.testkit.online.OnlineFixture.delete;
import static io.featurefactory.testkit.online.OnlineFixture.key;
import static io.featurefactory.testkit.online.OnlineFixture.put;
import static io.featurefactory.testkit.online.OnlineFixture.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FencedException;
import io.featurefactory.model.Generation;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.WriteTicket;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link OnlineStore} keeps. A store's test extends this class, says how to open it, and
 * implements {@link OnlineStoreRandomContract} and {@link OnlineStoreConcurrencyContract} too.
 */
public abstract class OnlineStoreContract {
  /** Shows a time shortly after those that the tests write. */
  public static final Clock CLOCK = Clock.fixed(OnlineFixture.time(1_000_000 / 2), ZoneOffset.UTC);

  private static final ViewId ADS = new ViewId("ads", 1);

  private OnlineFixture shop;

  /**
   * Opens a store of that project; every call a new instance, in one test all at the same place,
   * which is empty when the test begins.
   */
  public abstract OnlineStore open(String project);

  @BeforeEach
  void openShop() {
    shop = new OnlineFixture(open("shop"));
  }

  @AfterEach
  void closeShop() {
    shop.close();
  }

  @Test
  void read_viewNeverPublished_answersNothing() {
    RowAnswer answer = shop.read(ADS, "a", "b");
    assertThat(answer.progress()).isNull();
    assertThat(answer.rows()).containsExactly(null, null);
    assertThat(shop.store().findProgress(ADS)).isNull();
    assertThat(shop.store().views()).isEmpty();
    assertThat(shop.rows(ADS)).isEmpty();
  }

  @Test
  void read_manyViewsAtOnce_answersInTheirOrder() {
    shop.rebuild(ADS, 1, "a", "b");
    shop.rebuild(new ViewId("sellers", 2), 5, "x");
    List<RowAnswer> answers =
        shop.store()
            .read(
                List.of(
                    new RowRequest(new ViewId("sellers", 2), List.of(key("a"), key("x"))),
                    new RowRequest(ADS, List.of(key("b"), key("a"), key("b"))),
                    new RowRequest(ADS, List.of()),
                    new RowRequest(new ViewId("ads", 2), List.of(key("a")))));
    assertThat(answers.get(0).rows()).containsExactly(null, OnlineFixture.row(5, "x"));
    assertThat(answers.get(1).rows())
        .containsExactly(
            OnlineFixture.row(1, "b"), OnlineFixture.row(1, "a"), OnlineFixture.row(1, "b"));
    assertThat(answers.get(2).rows()).isEmpty();
    assertThat(answers.get(2).progress()).isNotNull();
    assertThat(answers.get(3).progress()).isNull();
  }

  @Test
  void read_noRequests_answersNone() {
    assertThat(shop.store().read(List.of())).isEmpty();
  }

  @Test
  void beginGeneration_firstOfView_isInvisibleUntilTheSwitch() {
    try (OnlineWriter writer = shop.store().openWriter()) {
      int generation = writer.beginGeneration(ADS, ORIGIN);
      writer.write(new RowBatch(ADS, generation, 7, List.of(put("a", 7), put("b", 3))));
      assertThat(shop.read(ADS, "a").progress()).isNull();
      assertThat(shop.store().views()).isEmpty();
      writer.switchGeneration(ADS, generation, OnlineFixture.published(7));
      RowAnswer answer = shop.read(ADS, "a", "b", "c");
      assertThat(answer.progress())
          .isEqualTo(
              new OnlineProgress(
                  new Generation(generation, ORIGIN, OnlineFixture.published(7)), null, List.of()));
      assertThat(answer.rows())
          .containsExactly(OnlineFixture.row(7, "a"), OnlineFixture.row(3, "b"), null);
      assertThat(shop.store().views()).containsExactly(ADS);
    }
  }

  @Test
  void reopen_afterRuns_hasRowsAndProgress() {
    shop.rebuild(ADS, 1, "a", "b");
    shop.publish(ADS, 2, put("c", 2), delete("a", 2));
    try (OnlineFixture again = new OnlineFixture(open("shop"))) {
      assertThat(again.rows(ADS)).isEqualTo(shop.rows(ADS)).hasSize(2);
      assertThat(again.store().findProgress(ADS)).isEqualTo(shop.store().findProgress(ADS));
    }
  }

  @Test
  void write_runNotFinished_showsRowsAndTombstonesWithTheirRun() {
    shop.rebuild(ADS, 1, "a", "b", "c");
    try (OnlineWriter writer = shop.store().openWriter()) {
      writer.beginRun(ADS, 1, 1, 2, time(20));
      writer.write(new RowBatch(ADS, 1, 2, List.of(put("a", 2), delete("b", 2))));
      RowAnswer answer = shop.read(ADS, "a", "b", "c", "d");
      OnlineProgress progress = Objects.requireNonNull(answer.progress());
      assertThat(progress.run()).isEqualTo(1);
      assertThat(progress.begun()).isEqualTo(new OnlineProgress.Begun(2, time(20)));
      assertThat(answer.rows())
          .containsExactly(
              OnlineFixture.row(2, "a"), StoredRow.tombstone(2), OnlineFixture.row(1, "c"), null);
      assertThat(List.of(answer.run(0), answer.run(1), answer.run(2), answer.run(3)))
          .containsExactly(2L, 2L, 1L, 1L);
      assertThat(shop.rows(ADS)).as("a scan leaves tombstones out").containsOnlyKeys("a", "c");
    }
  }

  @Test
  void finishRun_deletedKey_isGoneAndReflectsTheRun() {
    shop.rebuild(ADS, 1, "a", "b");
    shop.publish(ADS, 2, delete("b", 2), delete("never-there", 2));
    RowAnswer answer = shop.read(ADS, "b");
    assertThat(answer.rows().get(0))
        .satisfiesAnyOf(
            row -> assertThat(row).isNull(),
            row -> assertThat(row).isEqualTo(StoredRow.tombstone(2)));
    assertThat(answer.run(0)).isEqualTo(2);
    shop.publish(ADS, 3, put("b", 3));
    assertThat(shop.read(ADS, "b").rows()).containsExactly(OnlineFixture.row(3, "b"));
  }

  @Test
  void finishRun_nothingWritten_movesTheProgress() {
    shop.rebuild(ADS, 1, "a");
    shop.publish(ADS, 2);
    OnlineProgress progress = Objects.requireNonNull(shop.store().findProgress(ADS));
    assertThat(progress.current().published()).isEqualTo(OnlineFixture.published(2));
    assertThat(progress.begun()).isNull();
    assertThat(shop.read(ADS, "a").rows()).containsExactly(OnlineFixture.row(1, "a"));
  }

  @Test
  void beginRun_again_keepsTheFirstStart() {
    shop.rebuild(ADS, 1, "a");
    try (OnlineWriter writer = shop.store().openWriter()) {
      assertThat(writer.beginRun(ADS, 1, 1, 2, time(20))).isEqualTo(time(20));
      writer.write(new RowBatch(ADS, 1, 2, List.of(put("a", 2))));
    }
    try (OnlineWriter writer = shop.store().openWriter()) {
      assertThat(writer.beginRun(ADS, 1, 1, 2, time(29))).isEqualTo(time(20));
      writer.write(new RowBatch(ADS, 1, 2, List.of(put("a", 2), put("b", 2))));
      writer.finishRun(ADS, 1, OnlineFixture.published(2));
    }
    assertThat(shop.rows(ADS)).containsOnlyKeys("a", "b");
  }

  @Test
  void accept_rowsThatOtherSessionsWrote_areOfTheRun() {
    shop.rebuild(ADS, 1, "a", "b", "c");
    try (OnlineWriter first = shop.store().openWriter();
        OnlineWriter second = shop.store().openWriter();
        OnlineWriter idle = shop.store().openWriter()) {
      first.beginRun(ADS, 1, 1, 2, time(20));
      WriteTicket ticket = first.ticket(ADS, 1, 2);
      second.join(ticket);
      idle.join(ticket);
      second.write(new RowBatch(ADS, 1, 2, List.of(put("b", 2), delete("c", 2))));
      first.write(new RowBatch(ADS, 1, 2, List.of(put("a", 2))));
      first.accept(second.receipt(ticket));
      first.accept(idle.receipt(ticket));
      first.finishRun(ADS, 1, OnlineFixture.published(2));
      fenced(
          () -> second.write(new RowBatch(ADS, 1, 2, List.of(put("b", 2)))), "the run is finished");
    }
    assertThat(shop.read(ADS, "a", "b").rows())
        .containsExactly(OnlineFixture.row(2, "a"), OnlineFixture.row(2, "b"));
    assertThat(shop.rows(ADS)).containsOnlyKeys("a", "b");
  }

  @Test
  void accept_rowsThatOtherSessionsWrote_areOfTheGeneration() {
    shop.rebuild(ADS, 1, "a");
    try (OnlineWriter first = shop.store().openWriter();
        OnlineWriter second = shop.store().openWriter();
        OnlineWriter third = shop.store().openWriter()) {
      int generation = first.beginGeneration(ADS, ORIGIN);
      WriteTicket ticket = first.ticket(ADS, generation, 2);
      second.join(ticket);
      third.join(ticket);
      second.write(new RowBatch(ADS, generation, 2, List.of(put("b", 2))));
      third.write(new RowBatch(ADS, generation, 2, List.of(put("c", 1))));
      first.accept(second.receipt(ticket));
      first.accept(third.receipt(ticket));
      first.switchGeneration(ADS, generation, OnlineFixture.published(2));
    }
    assertThat(shop.rows(ADS)).containsOnlyKeys("b", "c");
  }

  @Test
  void finishRun_again_keepsWhatIsStored() {
    shop.rebuild(ADS, 1, "a");
    shop.publish(ADS, 2, put("a", 2));
    try (OnlineWriter writer = shop.store().openWriter()) {
      Published later = new Published(2, time(99), time(99), time(99));
      assertThat(writer.finishRun(ADS, 1, later)).isEqualTo(OnlineFixture.published(2));
    }
    OnlineProgress progress = Objects.requireNonNull(shop.store().findProgress(ADS));
    assertThat(progress.current().published()).isEqualTo(OnlineFixture.published(2));
  }

  @Test
  void beginRun_storeIsElsewhere_isFenced() {
    try (OnlineWriter writer = shop.store().openWriter()) {
      fenced(() -> writer.beginRun(ADS, 1, 0, 1, time(1)), "never published");
    }
    shop.rebuild(ADS, 5, "a");
    try (OnlineWriter writer = shop.store().openWriter()) {
      fenced(() -> writer.beginRun(ADS, 1, 4, 5, time(1)), "already there");
      fenced(() -> writer.beginRun(ADS, 1, 6, 7, time(1)), "the store is behind");
      fenced(() -> writer.beginRun(ADS, 2, 5, 6, time(1)), "another generation");
      writer.beginRun(ADS, 1, 5, 6, time(1));
      fenced(() -> writer.beginRun(ADS, 1, 5, 7, time(1)), "another run is open");
      assertThatThrownBy(() -> writer.beginRun(ADS, 1, 6, 6, time(1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void write_olderWriterWakesUp_changesNothing() {
    shop.rebuild(ADS, 1, "a", "b");
    try (OnlineWriter writer = shop.store().openWriter()) {
      RowBatch old = new RowBatch(ADS, 1, 2, List.of(put("a", 2), put("b", 2)));
      fenced(() -> writer.write(old), "not begun");
      writer.beginRun(ADS, 1, 1, 2, time(2));
      writer.write(old);
      writer.finishRun(ADS, 1, OnlineFixture.published(2));
      fenced(() -> writer.write(old), "finished");
      writer.beginRun(ADS, 1, 2, 3, time(3));
      writer.write(new RowBatch(ADS, 1, 3, List.of(delete("a", 3), put("b", 3))));
      fenced(() -> writer.write(old), "a newer run is open");
      RowBatch future = new RowBatch(ADS, 1, 4, List.of(put("a", 4)));
      fenced(() -> writer.write(future), "not begun");
      fenced(() -> writer.finishRun(ADS, 1, OnlineFixture.published(4)), "not begun");
      Published already = writer.finishRun(ADS, 1, OnlineFixture.published(2));
      assertThat(already).isEqualTo(OnlineFixture.published(2));
      assertThat(shop.rows(ADS)).containsOnlyKeys("b");
      assertThat(Objects.requireNonNull(shop.store().findProgress(ADS)).begun()).isNotNull();
    }
  }

  @Test
  void write_wrongKindOfChange_isRefused() {
    shop.rebuild(ADS, 1, "a");
    try (OnlineWriter writer = shop.store().openWriter()) {
      writer.beginRun(ADS, 1, 1, 3, time(2));
      RowBatch olderRow = new RowBatch(ADS, 1, 3, List.of(put("a", 2)));
      assertThatThrownBy(() -> writer.write(olderRow)).isInstanceOf(IllegalArgumentException.class);
      int next = writer.beginGeneration(ADS, ORIGIN);
      RowBatch deletion = new RowBatch(ADS, next, 3, List.of(delete("a", 3)));
      assertThatThrownBy(() -> writer.write(deletion)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(shop.read(ADS, "a").rows()).containsExactly(OnlineFixture.row(1, "a"));
  }

  @Test
  void switchGeneration_rebuild_replacesAllRowsAtOnce() {
    shop.rebuild(ADS, 1, "a", "b");
    try (OnlineWriter writer = shop.store().openWriter()) {
      int next = writer.beginGeneration(ADS, "other log");
      writer.write(new RowBatch(ADS, next, 2, List.of(put("b", 2))));
      writer.write(new RowBatch(ADS, next, 2, List.of(put("c", 1))));
      assertThat(shop.rows(ADS)).containsOnlyKeys("a", "b");
      writer.switchGeneration(ADS, next, OnlineFixture.published(2));
      assertThat(shop.rows(ADS)).containsOnlyKeys("b", "c");
      OnlineProgress progress = Objects.requireNonNull(shop.store().findProgress(ADS));
      assertThat(progress.current())
          .isEqualTo(new Generation(next, "other log", OnlineFixture.published(2)));
      assertThat(progress.spare())
          .containsExactly(new Generation(next - 1, ORIGIN, OnlineFixture.published(1)));
    }
  }

  @Test
  void switchGeneration_storeMovedMeanwhile_isFenced() {
    shop.rebuild(ADS, 1, "a");
    try (OnlineWriter writer = shop.store().openWriter()) {
      int slow = writer.beginGeneration(ADS, ORIGIN);
      writer.write(new RowBatch(ADS, slow, 1, List.of(put("a", 1))));
      writer.beginRun(ADS, 1, 1, 2, time(2));
      fenced(() -> writer.switchGeneration(ADS, slow, OnlineFixture.published(1)), "a run is open");
      writer.write(new RowBatch(ADS, 1, 2, List.of(put("b", 2))));
      writer.finishRun(ADS, 1, OnlineFixture.published(2));
      fenced(() -> writer.switchGeneration(ADS, slow, OnlineFixture.published(1)), "run finished");
      int next = writer.beginGeneration(ADS, ORIGIN);
      assertThat(next).isGreaterThan(slow);
      RowBatch late = new RowBatch(ADS, slow, 1, List.of(put("x", 1)));
      fenced(() -> writer.write(late), "another builds");
      fenced(() -> writer.switchGeneration(ADS, slow, OnlineFixture.published(1)), "other builds");
      assertThat(shop.rows(ADS)).containsOnlyKeys("a", "b");
      writer.switchGeneration(ADS, next, OnlineFixture.published(2));
      assertThat(shop.rows(ADS)).as("rows of the abandoned generation").isEmpty();
    }
  }

  @Test
  void switchGeneration_runIsHalfPublished_endsTheRun() {
    shop.rebuild(ADS, 1, "a", "b");
    try (OnlineWriter writer = shop.store().openWriter()) {
      writer.beginRun(ADS, 1, 1, 2, time(2));
      writer.write(new RowBatch(ADS, 1, 2, List.of(delete("a", 2))));
      int next = writer.beginGeneration(ADS, ORIGIN);
      writer.write(new RowBatch(ADS, next, 2, List.of(put("b", 2))));
      writer.switchGeneration(ADS, next, OnlineFixture.published(2));
      RowBatch rest = new RowBatch(ADS, 1, 2, List.of(put("z", 2)));
      fenced(() -> writer.write(rest), "a generation that is no longer served");
    }
    assertThat(Objects.requireNonNull(shop.store().findProgress(ADS)).begun()).isNull();
    assertThat(shop.rows(ADS)).containsOnlyKeys("b");
    assertThat(shop.read(ADS, "a").rows()).containsExactly((StoredRow) null);
  }

  @Test
  void switchGeneration_backToSpare_servesItsRowsAsANewRun() {
    shop.rebuild(ADS, 1, "a");
    shop.rebuild(ADS, 2, "b");
    try (OnlineWriter writer = shop.store().openWriter()) {
      fenced(() -> writer.switchGeneration(ADS, 1, OnlineFixture.published(2)), "not newer");
      writer.switchGeneration(ADS, 1, OnlineFixture.published(3));
    }
    OnlineProgress progress = Objects.requireNonNull(shop.store().findProgress(ADS));
    assertThat(progress.current().number()).isEqualTo(1);
    assertThat(progress.run()).isEqualTo(3);
    assertThat(progress.spare()).extracting(Generation::number).containsExactly(2);
    assertThat(shop.read(ADS, "a", "b").rows()).containsExactly(OnlineFixture.row(1, "a"), null);
    shop.publish(ADS, 4, put("c", 4));
    assertThat(shop.rows(ADS)).containsOnlyKeys("a", "c");
  }

  @Test
  void switchGeneration_backToSpareThatHadAnOpenRun_isFenced() {
    shop.rebuild(ADS, 1, "a", "b");
    shop.publish(ADS, 2, put("c", 2));
    try (OnlineWriter writer = shop.store().openWriter()) {
      writer.beginRun(ADS, 1, 2, 3, time(30));
      writer.write(new RowBatch(ADS, 1, 3, List.of(delete("a", 3))));
    }
    shop.rebuild(ADS, 3, "b");
    OnlineProgress before = Objects.requireNonNull(shop.store().findProgress(ADS));
    assertThat(before.spare()).extracting(Generation::isComplete).containsExactly(false);
    try (OnlineWriter writer = shop.store().openWriter()) {
      fenced(() -> writer.switchGeneration(ADS, 1, OnlineFixture.published(4)), "a lacks");
      assertThat(shop.store().findProgress(ADS)).isEqualTo(before);
      writer.dropGeneration(ADS, 1);
    }
    assertThat(Objects.requireNonNull(shop.store().findProgress(ADS)).spare()).isEmpty();
    assertThat(shop.rows(ADS)).containsOnlyKeys("b");
  }

  @Test
  void switchGeneration_backToSpareWhileARunIsOpen_showsNothingOfIt() {
    shop.rebuild(ADS, 1, "a", "b");
    shop.rebuild(ADS, 2, "a", "c");
    int served = Objects.requireNonNull(shop.store().findProgress(ADS)).current().number();
    try (OnlineWriter writer = shop.store().openWriter()) {
      writer.beginRun(ADS, served, 2, 3, time(30));
      RowBatch half = new RowBatch(ADS, served, 3, List.of(delete("a", 3), put("d", 3)));
      writer.write(half);
      writer.switchGeneration(ADS, 1, OnlineFixture.published(4));
      fenced(() -> writer.write(half), "its generation is served no more");
      fenced(() -> writer.finishRun(ADS, served, OnlineFixture.published(3)), "the same");
    }
    OnlineProgress progress = Objects.requireNonNull(shop.store().findProgress(ADS));
    assertThat(progress.begun()).isNull();
    assertThat(progress.spare()).extracting(Generation::isComplete).containsExactly(false);
    RowAnswer answer = shop.read(ADS, "a", "d");
    assertThat(answer.rows()).containsExactly(OnlineFixture.row(1, "a"), null);
    assertThat(List.of(answer.run(0), answer.run(1))).containsExactly(4L, 4L);
    assertThat(shop.rows(ADS)).containsOnlyKeys("a", "b");
  }

  @Test
  void dropGeneration_spare_isNoMore() {
    shop.rebuild(ADS, 1, "a");
    shop.rebuild(ADS, 2, "b");
    try (OnlineWriter writer = shop.store().openWriter()) {
      writer.dropGeneration(ADS, 2);
      writer.dropGeneration(ADS, 77);
      assertThat(shop.rows(ADS)).as("the current one stays").containsOnlyKeys("b");
      writer.dropGeneration(ADS, 1);
      fenced(() -> writer.switchGeneration(ADS, 1, OnlineFixture.published(3)), "dropped");
    }
    assertThat(Objects.requireNonNull(shop.store().findProgress(ADS)).spare()).isEmpty();
    assertThat(shop.rows(ADS)).containsOnlyKeys("b");
  }

  @Test
  void drop_view_touchesNoOther() {
    List<ViewId> views =
        List.of(
            ADS,
            new ViewId("ads", 2),
            new ViewId("ads", 11),
            new ViewId("ads_1", 1),
            new ViewId("ad", 1),
            new ViewId("s", 1));
    views.forEach(v -> shop.rebuild(v, 1, "a", "b"));
    try (OnlineFixture eshop = new OnlineFixture(open("eshop"));
        OnlineFixture empty = new OnlineFixture(open("shopads"))) {
      views.forEach(v -> eshop.rebuild(v, 4, "a", "e"));
      for (ViewId view : views) {
        shop.drop(view);
        assertThat(shop.store().findProgress(view)).isNull();
        assertThat(shop.rows(view)).isEmpty();
        assertThat(shop.store().views()).doesNotContain(view);
        assertThat(eshop.rows(view)).containsOnlyKeys("a", "e");
      }
      assertThat(eshop.store().views()).hasSize(views.size());
      assertThat(empty.store().views()).isEmpty();
    }
  }

  @Test
  void drop_thenBuiltAgain_fencesWritersOfBefore() {
    shop.rebuild(ADS, 1, "a");
    try (OnlineWriter writer = shop.store().openWriter()) {
      int before = writer.beginGeneration(ADS, ORIGIN);
      writer.drop(ADS);
      writer.drop(ADS);
      fenced(() -> writer.write(new RowBatch(ADS, before, 1, List.of(put("x", 1)))), "dropped");
      int after = writer.beginGeneration(ADS, ORIGIN);
      assertThat(after).isGreaterThan(before);
      fenced(() -> writer.write(new RowBatch(ADS, before, 1, List.of(put("x", 1)))), "rebuilt");
      writer.switchGeneration(ADS, after, OnlineFixture.published(1));
      fenced(() -> writer.beginRun(ADS, 1, 1, 2, time(2)), "dropped generation");
    }
    assertThat(shop.rows(ADS)).isEmpty();
  }

  private static void fenced(Runnable call, String why) {
    assertThatThrownBy(call::run).as(why).isInstanceOf(FencedException.class);
  }
}
