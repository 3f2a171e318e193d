package io.featurefactory.testkit.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.Generation;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Threads that read while another writes: no torn row, nothing older than the progress, no mix. */
public interface OnlineStoreConcurrencyContract {
  /** As in {@link OnlineStoreContract#open}. */
  OnlineStore open(String project);

  /** In run n every key is written anew, and the key {@code odd} is deleted when n is odd. */
  @Test
  default void read_whileRunsArePublished_reflectsTheRunThatItStates() throws Exception {
    ViewId view = new ViewId("ads", 1);
    String[] keys = {"a", "b", "c", "odd"};
    try (OnlineFixture writing = new OnlineFixture(open("shop"));
        OnlineFixture reading = new OnlineFixture(open("shop"))) {
      writing.rebuild(view, 2, keys);
      readers(
          () -> {
            RowAnswer answer = reading.read(view, keys);
            for (int i = 0; i < 3; i++) {
              StoredRow row = Objects.requireNonNull(answer.rows().get(i));
              assertThat(row).isEqualTo(OnlineFixture.row(answer.run(i), keys[i]));
            }
            StoredRow odd = answer.rows().get(3);
            boolean missing = odd == null || odd.deleted();
            assertThat(missing).isEqualTo(answer.run(3) % 2 == 1);
            return answer.run(0);
          },
          enough -> publishRuns(writing, view, enough));
    }
  }

  private static void publishRuns(OnlineFixture store, ViewId view, BooleanSupplier enough) {
    long run = 3;
    while (!enough.getAsBoolean()) {
      try (OnlineWriter writer = store.store().openWriter()) {
        for (int i = 0; i < 5; i++) {
          publish(writer, view, run++);
        }
      }
    }
  }

  private static void publish(OnlineWriter writer, ViewId view, long run) {
    writer.beginRun(view, 1, run - 1, run, OnlineFixture.time(run));
    for (String key : List.of("b", "odd", "c", "a")) {
      boolean gone = key.equals("odd") && run % 2 == 1;
      RowChange change = gone ? OnlineFixture.delete(key, run) : OnlineFixture.put(key, run);
      writer.write(new RowBatch(view, 1, run, List.of(change)));
    }
    writer.finishRun(view, 1, OnlineFixture.published(run));
  }

  /** All rows of a generation have its number in them; each read sees rows of one generation. */
  @Test
  default void read_whileGenerationsSwitch_neverMixesThem() throws Exception {
    ViewId view = new ViewId("ads", 1);
    String[] keys = {"a", "b", "c", "d", "e", "f"};
    try (OnlineFixture writing = new OnlineFixture(open("shop"));
        OnlineFixture reading = new OnlineFixture(open("shop"))) {
      writing.rebuild(view, 1, keys);
      readers(
          () -> {
            RowAnswer answer = reading.read(view, keys);
            OnlineProgress progress = Objects.requireNonNull(answer.progress());
            for (int i = 0; i < keys.length; i++) {
              StoredRow row = Objects.requireNonNull(answer.rows().get(i));
              assertThat(row).isEqualTo(OnlineFixture.row(progress.run(), keys[i]));
              assertThat(progress.current().number()).isEqualTo((int) progress.run());
            }
            assertThat(reading.rows(view)).hasSize(keys.length);
            return progress.run();
          },
          enough -> rebuildAgainAndAgain(writing, view, keys, enough));
    }
  }

  private static void rebuildAgainAndAgain(
      OnlineFixture store, ViewId view, String[] keys, BooleanSupplier enough) {
    for (long run = 2; !enough.getAsBoolean(); run++) {
      store.rebuild(view, run, keys);
      try (OnlineWriter writer = store.store().openWriter()) {
        writer.dropGeneration(view, (int) run - 1);
      }
    }
  }

  /** Each third run goes back to the rows of two runs before. */
  @Test
  default void read_whileGenerationsGoBack_neverMixesThem() throws Exception {
    ViewId view = new ViewId("ads", 1);
    String[] keys = {"a", "b", "c", "d", "e", "f"};
    try (OnlineFixture writing = new OnlineFixture(open("shop"));
        OnlineFixture reading = new OnlineFixture(open("shop"))) {
      writing.rebuild(view, 1, keys);
      readers(
          () -> {
            RowAnswer answer = reading.read(view, keys);
            long run = Objects.requireNonNull(answer.progress()).run();
            for (int i = 0; i < keys.length; i++) {
              StoredRow row = Objects.requireNonNull(answer.rows().get(i));
              assertThat(row).isEqualTo(OnlineFixture.row(run % 3 == 0 ? run - 2 : run, keys[i]));
            }
            return run;
          },
          enough -> goBackAgainAndAgain(writing, view, keys, enough));
    }
  }

  private static void goBackAgainAndAgain(
      OnlineFixture store, ViewId view, String[] keys, BooleanSupplier enough) {
    for (long run = 2; !enough.getAsBoolean(); run += 3) {
      store.rebuild(view, run, keys);
      try (OnlineWriter writer = store.store().openWriter()) {
        int spare = spares(store, view).get(0).number();
        writer.switchGeneration(view, spare, OnlineFixture.published(run + 1));
      }
      store.rebuild(view, run + 2, keys);
      try (OnlineWriter writer = store.store().openWriter()) {
        spares(store, view).forEach(g -> writer.dropGeneration(view, g.number()));
      }
    }
  }

  private static List<Generation> spares(OnlineFixture store, ViewId view) {
    return Objects.requireNonNull(store.store().findProgress(view)).spare();
  }

  /**
   * Runs a check in three threads, again and again, while the writer works, until each thread has
   * seen ten steps. The check returns a number that never falls within a thread; when it grows that
   * is a step.
   */
  private static void readers(Callable<Long> check, Consumer<BooleanSupplier> writer)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<?>> readers = new ArrayList<>();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    try {
      for (int i = 0; i < 3; i++) {
        readers.add(threads.submit(() -> readTenSteps(check, deadline)));
      }
      writer.accept(() -> readers.stream().allMatch(Future::isDone));
      for (Future<?> reader : readers) {
        reader.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static @Nullable Void readTenSteps(Callable<Long> check, long deadline) throws Exception {
    long last = check.call();
    for (int steps = 0; steps < 10; ) {
      long now = check.call();
      assertThat(now).isGreaterThanOrEqualTo(last);
      steps += now > last ? 1 : 0;
      last = now;
      assertThat(System.nanoTime()).as("time, after %d steps", steps).isLessThan(deadline);
    }
    return null;
  }
}
