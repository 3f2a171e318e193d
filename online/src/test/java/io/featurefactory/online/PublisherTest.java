package io.featurefactory.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowScan;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PublisherTest {
  private static final Instant NOW = Instant.parse("2026-04-01T00:05:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final PublishSettings SMALL = new PublishSettings(7, 1 << 20, 0);

  private final InMemoryOnlineStore store = InMemoryOnlineStore.empty("default");
  private final CtrRows rows = new CtrRows(1, 50);

  @Test
  void publish_allRuns_givesTheState() {
    Publisher publisher = publisher(store);
    PublishReport first = publisher.rebuild(CtrRows.publication(3), rows.state(3));
    assertThat(first.outcome()).isEqualTo(PublishReport.Outcome.PUBLISHED);
    assertThat(first.rows()).isEqualTo(rows.values(3).size());
    for (long run : List.of(4L, 7L, 8L)) {
      PublishReport report =
          publisher.publish(CtrRows.publication(run), CtrRows.before(run), rows.run(run));
      assertThat(report.published()).isEqualTo(new Published(run, CtrRows.boundary(run), NOW, NOW));
      assertThat(report.rows()).isPositive();
      assertThat(report.deletions()).isPositive();
      assertThat(report.bytes()).isPositive();
      assertThat(content(store)).isEqualTo(rows.values(run));
    }
    assertThat(publisher.findPublished(CtrRows.publication(8)))
        .isEqualTo(new Published(8, CtrRows.boundary(8), NOW, NOW));
  }

  @Test
  void publish_runThatIsThere_writesAndReadsNothing() {
    publishAll(store);
    StoppingStore watched = new StoppingStore(store, -1, false);
    for (long run : List.of(4L, 8L)) {
      PublishReport report =
          publisher(watched)
              .publish(CtrRows.publication(run), CtrRows.before(run), new Unreadable());
      assertThat(report.outcome()).isEqualTo(PublishReport.Outcome.ALREADY_THERE);
      assertThat(report.published().run()).isEqualTo(8);
      assertThat(report.rows() + report.deletions() + report.bytes()).isZero();
    }
    assertThat(watched.calls()).isZero();
  }

  @Test
  void publish_stoppedAnywhereThenAgain_givesTheSame() {
    for (boolean afterEffect : new boolean[] {false, true}) {
      for (int stopAt = 1; ; stopAt++) {
        InMemoryOnlineStore interrupted = InMemoryOnlineStore.empty("default");
        publisher(interrupted).rebuild(CtrRows.publication(3), rows.state(3));
        StoppingStore stopping = new StoppingStore(interrupted, stopAt, afterEffect);
        boolean stopped = stops(() -> publishRest(stopping, CLOCK));
        publishRest(interrupted, Clock.offset(CLOCK, Duration.ofMinutes(7)));
        assertThat(content(interrupted)).as("stopped at %d", stopAt).isEqualTo(rows.values(8));
        OnlineProgress progress = progress(interrupted);
        assertThat(progress.run()).isEqualTo(8);
        assertThat(progress.begun()).isNull();
        if (!stopped) {
          assertThat(stopAt).isGreaterThan(10);
          break;
        }
      }
    }
  }

  @Test
  void publish_stoppedThenAgain_keepsTheFirstStart() {
    publisher(store).rebuild(CtrRows.publication(3), rows.state(3));
    StoppingStore stopping = new StoppingStore(store, 2, true);
    assertThat(stops(() -> publishRest(stopping, CLOCK))).isTrue();
    Instant later = NOW.plusSeconds(600);
    Publisher again = new Publisher(store, SMALL, Clock.fixed(later, ZoneOffset.UTC));
    PublishReport report = again.publish(CtrRows.publication(4), 3, rows.run(4));
    assertThat(report.published()).isEqualTo(new Published(4, CtrRows.boundary(4), NOW, later));
  }

  @Test
  void rebuild_stoppedAnywhereThenAgain_givesTheSame() {
    for (boolean afterEffect : new boolean[] {false, true}) {
      for (int stopAt = 1; ; stopAt++) {
        InMemoryOnlineStore interrupted = InMemoryOnlineStore.empty("default");
        publisher(interrupted).rebuild(CtrRows.publication(3), rows.state(3));
        StoppingStore stopping = new StoppingStore(interrupted, stopAt, afterEffect);
        boolean stopped =
            stops(() -> publisher(stopping).rebuild(CtrRows.publication(8), rows.state(8)));
        publisher(interrupted).rebuild(CtrRows.publication(8), rows.state(8));
        assertThat(content(interrupted)).as("stopped at %d", stopAt).isEqualTo(rows.values(8));
        assertThat(progress(interrupted).spare()).isEmpty();
        if (!stopped) {
          assertThat(stopAt).isGreaterThan(5);
          break;
        }
      }
    }
  }

  @Test
  void rebuild_unchangedState_changesNothing() {
    publishAll(store);
    Map<String, String> before = bytes(store);
    Published published = progress(store).current().published();
    Publisher later = new Publisher(store, SMALL, Clock.offset(CLOCK, Duration.ofDays(1)));
    PublishReport report = later.rebuild(CtrRows.publication(8), rows.state(8));
    assertThat(report.published()).isEqualTo(published);
    assertThat(bytes(store)).isEqualTo(before);
    assertThat(progress(store).current().published()).isEqualTo(published);
    assertThat(progress(store).current().number()).isEqualTo(2);
    assertThat(progress(store).spare()).isEmpty();
  }

  @Test
  void rebuild_runThatIsHalfPublished_startsWhenThatDid() {
    publisher(store).rebuild(CtrRows.publication(3), rows.state(3));
    assertThat(stops(() -> publishRest(new StoppingStore(store, 2, true), CLOCK))).isTrue();
    Instant later = NOW.plusSeconds(600);
    Publisher again = new Publisher(store, SMALL, Clock.fixed(later, ZoneOffset.UTC));
    PublishReport report = again.rebuild(CtrRows.publication(4), rows.state(4));
    assertThat(report.published()).isEqualTo(new Published(4, CtrRows.boundary(4), NOW, later));
    assertThat(content(store)).isEqualTo(rows.values(4));
  }

  @Test
  void rebuild_olderRun_isRefused() {
    publishAll(store);
    assertThatThrownBy(() -> publisher(store).rebuild(CtrRows.publication(7), new Unreadable()))
        .isInstanceOf(FactoryException.class)
        .hasMessage(
            "Cannot rebuild ad_performance v1 in online store default as of run 7: it has run 8, which"
                + " is newer (expected: run 8 or later). Run ff publish --rebuild with the log that"
                + " has it");
    assertThat(content(store)).isEqualTo(rows.values(8));
  }

  @Test
  void rebuild_otherLog_mayStartAtAnyRun() {
    publishAll(store);
    Publication other =
        new Publication(CtrRows.VIEW, CtrRows.SCHEMA, "log-2", 3, CtrRows.boundary(3));
    assertThat(publisher(store).findPublished(other)).isNull();
    publisher(store).rebuild(other, rows.state(3));
    assertThat(content(store)).isEqualTo(rows.values(3));
    assertThat(progress(store).run()).isEqualTo(3);
  }

  @Test
  void publish_viewOfOtherOriginOrMissing_saysRebuild() {
    assertThatThrownBy(() -> publisher(store).publish(CtrRows.publication(4), 3, new Unreadable()))
        .isInstanceOf(FactoryException.class)
        .hasMessage(
            "Cannot add a run of ad_performance v1 to online store default: what it has of the view is"
                + " nothing. Run ff publish --rebuild ad_performance --store default");
    publishAll(store);
    Publication renamed =
        new Publication(CtrRows.VIEW, CtrRows.schema("rate"), CtrRows.LOG, 9, CtrRows.boundary(9));
    assertThatThrownBy(() -> publisher(store).publish(renamed, 8, new Unreadable()))
        .hasMessageContaining(
            "what it has of the view was made from another log or definition. Run");
  }

  @Test
  void publish_runsMissingBetween_isRefused() {
    publisher(store).rebuild(CtrRows.publication(3), rows.state(3));
    assertThatThrownBy(() -> publisher(store).publish(CtrRows.publication(7), 4, new Unreadable()))
        .isInstanceOf(FactoryException.class)
        .hasMessage(
            "Cannot publish run 7 of ad_performance v1 to online store default: it has run 3 (expected:"
                + " run 4, the one before). Run ff publish ad_performance --store default, which"
                + " publishes all that is missing");
  }

  /** The frozen one has checked, and wakes up in the middle, when others have gone on. */
  @Test
  void publish_otherTookOverMeanwhile_stopsAndChangesNothing() {
    publisher(store).rebuild(CtrRows.publication(3), rows.state(3));
    Iterator<ChangedRow> frozen = new Interrupted(rows.run(4), () -> publishRest(store, CLOCK));
    assertThatThrownBy(() -> publisher(store).publish(CtrRows.publication(4), 3, frozen))
        .isInstanceOfSatisfying(
            FactoryException.class,
            e -> assertThat(e.kind()).isEqualTo(FactoryException.Kind.EXTERNAL))
        .hasMessageStartingWith(
            "Stopped publishing run 4 of ad_performance v1 to online store default: another process"
                + " has taken over (")
        .hasMessageEndingWith("). Nothing was overwritten");
    assertThat(content(store)).isEqualTo(rows.values(8));
  }

  @Test
  void rebuild_otherPublishedMeanwhile_stopsAndChangesNothing() {
    publisher(store).rebuild(CtrRows.publication(3), rows.state(3));
    Iterator<ChangedRow> frozen = new Interrupted(rows.state(3), () -> publishRest(store, CLOCK));
    assertThatThrownBy(() -> publisher(store).rebuild(CtrRows.publication(3), frozen))
        .hasMessageContaining("another process has taken over");
    assertThat(content(store)).isEqualTo(rows.values(8));
    assertThat(progress(store).run()).isEqualTo(8);
  }

  @Test
  void publish_rateLimit_isKept() {
    PublishSettings slow = new PublishSettings(5, 1 << 20, 0).withRowsPerSecond(100);
    long start = System.nanoTime();
    PublishReport report =
        new Publisher(store, slow, CLOCK).rebuild(CtrRows.publication(8), rows.state(8));
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(report.rows() / seconds).isBetween(1.0, 101.0);
  }

  @Test
  void rebuild_batches_areBounded() {
    StoppingStore byRows = new StoppingStore(store, -1, false);
    long rowCount =
        new Publisher(byRows, new PublishSettings(7, 1 << 20, 0), CLOCK)
            .rebuild(CtrRows.publication(8), rows.state(8))
            .rows();
    assertThat(byRows.calls())
        .as("with begin and switch")
        .isEqualTo(2 + (int) ((rowCount + 6) / 7));
    StoppingStore byBytes = new StoppingStore(InMemoryOnlineStore.empty("b"), -1, false);
    new Publisher(byBytes, new PublishSettings(1_000, 1, 0), CLOCK)
        .rebuild(CtrRows.publication(8), rows.state(8));
    assertThat(byBytes.calls()).isEqualTo(2 + (int) rowCount);
  }

  private void publishAll(OnlineStore target) {
    publisher(target).rebuild(CtrRows.publication(3), rows.state(3));
    publishRest(target, CLOCK);
  }

  private void publishRest(OnlineStore target, Clock clock) {
    for (long run : List.of(4L, 7L, 8L)) {
      new Publisher(target, SMALL, clock)
          .publish(CtrRows.publication(run), CtrRows.before(run), rows.run(run));
    }
  }

  private static boolean stops(Runnable work) {
    try {
      work.run();
      return false;
    } catch (FactoryException e) {
      assertThat(e).hasMessageStartingWith("stopped");
      return true;
    }
  }

  private static Publisher publisher(OnlineStore target) {
    return new Publisher(target, SMALL, CLOCK);
  }

  private static OnlineProgress progress(OnlineStore target) {
    return Objects.requireNonNull(target.findProgress(CtrRows.VIEW));
  }

  private static Map<String, List<Object>> content(OnlineStore target) {
    Map<String, List<Object>> content = new TreeMap<>();
    RowValues values = new RowValues(CtrRows.SCHEMA);
    try (RowScan scan = target.scan(CtrRows.VIEW)) {
      while (scan.next()) {
        new RowReader(CtrRows.SCHEMA).read(scan.row(), values);
        String key = KeyText.of(scan.key());
        content.put(key.substring(1, key.length() - 1), values.toList());
      }
    }
    return content;
  }

  private static Map<String, String> bytes(OnlineStore target) {
    Map<String, String> content = new TreeMap<>();
    try (RowScan scan = target.scan(CtrRows.VIEW)) {
      while (scan.next()) {
        content.put(KeyText.of(scan.key()), scan.row().run() + " " + KeyText.of(scan.row().row()));
      }
    }
    return content;
  }

  /** Rows that nobody may ask for. */
  private static final class Unreadable implements Iterator<ChangedRow> {
    @Override
    public boolean hasNext() {
      throw new AssertionError("rows were asked for");
    }

    @Override
    public ChangedRow next() {
      throw new AssertionError("rows were asked for");
    }
  }

  /** Rows in whose middle something else happens. */
  private static final class Interrupted implements Iterator<ChangedRow> {
    private final Iterator<ChangedRow> rows;
    private final Runnable event;
    private int left = 20;

    Interrupted(Iterator<ChangedRow> rows, Runnable event) {
      this.rows = rows;
      this.event = event;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public ChangedRow next() {
      if (--left == 0) {
        event.run();
      }
      return rows.next();
    }
  }
}
