package io.featurefactory.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FencedException;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ViewPublishingTest {
  private static final Instant NOW = Instant.parse("2026-04-01T00:05:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final PublishSettings SMALL = new PublishSettings(7, 1 << 20, 0);
  private static final int KEYS = 100;

  private final InMemoryOnlineStore store = InMemoryOnlineStore.empty("default");

  private static void publish(OnlineStore target, long run, Clock clock) {
    FormulaHistory.publish(target, KEYS, run, clock, SMALL);
  }

  private static OnlineProgress progress(OnlineStore target) {
    return Objects.requireNonNull(target.findProgress(FormulaHistory.VIEW));
  }

  private static void assertHas(OnlineStore target, long run) {
    assertThat(FormulaHistory.content(target)).isEqualTo(FormulaHistory.state(KEYS, run));
    assertThat(progress(target).run()).isEqualTo(run);
    assertThat(progress(target).begun()).isNull();
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

  @Test
  void addRun_oneAfterTheOther_givesTheState() {
    for (long run = 1; run <= 4; run++) {
      publish(store, run, CLOCK);
      assertHas(store, run);
      assertThat(progress(store).current().published())
          .isEqualTo(new Published(run, FormulaHistory.boundary(run), NOW, NOW));
    }
    assertThat(progress(store).current().number()).isEqualTo(1);
  }

  @Test
  void addRun_stoppedAnywhereThenAgain_givesTheSame() {
    assertStoppedAnywhere(2, 4);
  }

  @Test
  void replace_stoppedAnywhereThenAgain_givesTheSame() {
    assertStoppedAnywhere(3, 10);
  }

  /** Before a call of the store's, or when the call is done and before its answer. */
  private static void assertStoppedAnywhere(long run, int leastCalls) {
    for (boolean afterEffect : new boolean[] {false, true}) {
      boolean stopped = true;
      int stopAt = 0;
      while (stopped) {
        stopAt++;
        InMemoryOnlineStore interrupted = InMemoryOnlineStore.empty("default");
        publish(interrupted, 1, CLOCK);
        StoppingStore stopping = new StoppingStore(interrupted, stopAt, afterEffect);
        stopped = stops(() -> publish(stopping, run, CLOCK));
        publish(interrupted, run, Clock.offset(CLOCK, Duration.ofMinutes(7)));
        assertHas(interrupted, run);
      }
      assertThat(stopAt).isGreaterThan(leastCalls);
    }
  }

  @Test
  void addRun_stoppedThenAgain_keepsTheFirstStart() {
    publish(store, 1, CLOCK);
    assertThat(stops(() -> publish(new StoppingStore(store, 2, true), 2, CLOCK))).isTrue();

    Instant later = NOW.plusSeconds(600);
    publish(store, 2, Clock.fixed(later, ZoneOffset.UTC));

    assertThat(progress(store).current().published())
        .isEqualTo(new Published(2, FormulaHistory.boundary(2), NOW, later));
  }

  /** Who was frozen wakes up in the middle, when another has gone on. */
  @Test
  void addRun_anotherTookOverMeanwhile_isFencedAndChangesNothing() {
    publish(store, 1, CLOCK);
    assertFenced(
        publishing ->
            publishing.addRun(
                1,
                1,
                2,
                FormulaHistory.boundary(2),
                publishing.here(
                    batches -> {
                      goOn();
                      FormulaHistory.addRun(batches, KEYS, 2);
                    })));
  }

  @Test
  void replace_anotherPublishedMeanwhile_isFencedAndChangesNothing() {
    publish(store, 1, CLOCK);
    assertFenced(
        publishing ->
            publishing.replace(
                "log",
                2,
                now -> new Published(2, FormulaHistory.boundary(2), now, now),
                publishing.here(batches -> goOn())));
  }

  private void goOn() {
    publish(store, 2, CLOCK);
    publish(store, 3, CLOCK);
  }

  private void assertFenced(Consumer<ViewPublishing> work) {
    try (OnlineWriter writer = store.openWriter()) {
      ViewPublishing frozen =
          new ViewPublishing(writer, FormulaHistory.VIEW, SMALL, CLOCK, () -> {});
      assertThatThrownBy(() -> work.accept(frozen)).isInstanceOf(FencedException.class);
    }
    assertHas(store, 3);
  }

  @Test
  void replace_rateLimit_isKept() {
    PublishSettings slow = new PublishSettings(5, 1 << 20, 0).withRowsPerSecond(200);
    long start = System.nanoTime();
    FormulaHistory.publish(store, KEYS, 1, CLOCK, slow);
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(FormulaHistory.state(KEYS, 1).size() / seconds).isBetween(1.0, 201.0);
  }

  @Test
  void replace_batches_areBounded() {
    int rows = FormulaHistory.state(KEYS, 1).size();
    StoppingStore byRows = new StoppingStore(store, -1, false);
    publish(byRows, 1, CLOCK);
    assertThat(byRows.calls()).as("with begin and switch").isEqualTo(2 + (rows + 6) / 7);

    StoppingStore byBytes = new StoppingStore(InMemoryOnlineStore.empty("b"), -1, false);
    FormulaHistory.publish(byBytes, KEYS, 1, CLOCK, new PublishSettings(1_000, 1, 0));
    assertThat(byBytes.calls()).isEqualTo(2 + rows);
  }

  @Test
  void addRun_leaseIsLost_stopsBeforeTheNextChange() {
    publish(store, 1, CLOCK);
    int[] left = {2};
    Runnable lease =
        () -> {
          if (left[0]-- == 0) {
            throw new FactoryException(FactoryException.Kind.EXTERNAL, "the lease is lost");
          }
        };
    try (OnlineWriter writer = store.openWriter()) {
      ViewPublishing publishing =
          new ViewPublishing(writer, FormulaHistory.VIEW, SMALL, CLOCK, lease);
      assertThatThrownBy(
              () ->
                  publishing.addRun(
                      1,
                      1,
                      2,
                      FormulaHistory.boundary(2),
                      publishing.here(b -> FormulaHistory.addRun(b, KEYS, 2))))
          .hasMessage("the lease is lost");
    }
    assertThat(progress(store).run()).isEqualTo(1);
    publish(store, 2, CLOCK);
    assertHas(store, 2);
  }
}
