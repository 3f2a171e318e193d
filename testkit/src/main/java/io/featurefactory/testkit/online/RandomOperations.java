package io.featurefactory.testkit.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.FencedException;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.ViewId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Random calls to two projects of a store, each repeated in memory and compared at once. A writer
 * stays open for some of them.
 */
final class RandomOperations implements AutoCloseable {
  private static final List<ViewId> VIEWS =
      List.of(new ViewId("ads", 1), new ViewId("ads", 2), new ViewId("ad", 1));

  private final Random random;
  private final List<OnlineStore> real;
  private final List<OnlineStore> expected;
  private final RandomRows rows;
  private int project;
  private OnlineWriter realWriter;
  private OnlineWriter expectedWriter;
  private int effective;
  private int fenced;

  RandomOperations(long seed, OnlineStore shop, OnlineStore eshop) {
    random = new Random(seed);
    rows = new RandomRows(random);
    real = List.of(shop, eshop);
    InMemoryOnlineStore memory = InMemoryOnlineStore.empty("expected");
    expected = List.of(memory.beside("shop"), memory.beside("eshop"));
    realWriter = shop.openWriter();
    expectedWriter = expected.get(0).openWriter();
  }

  int effective() {
    return effective;
  }

  int fenced() {
    return fenced;
  }

  /** One random operation, or several that belong together, then a comparison. */
  void next() {
    if (random.nextInt(20) == 0) {
      changeWriter();
    }
    ViewId view = VIEWS.get(random.nextInt(VIEWS.size()));
    Place place = place(view);
    switch (random.nextInt(14)) {
      case 0 -> build(view);
      case 1, 2 -> rebuild(view, place);
      case 3, 4, 5, 6 -> publish(view, place);
      case 7 -> write(view, near(place.generation), near(place.run));
      case 8 -> begin(view, near(place.generation), near(place.run), near(place.run) + 1);
      case 9 -> finish(view, near(place.generation), near(place.run));
      case 10 -> switchTo(view, near(place.generation), near(place.run));
      case 11 -> dropGeneration(view, near(place.generation));
      case 12 -> maybeDrop(view);
      default -> crash(view, place);
    }
    compare(view);
  }

  private void changeWriter() {
    realWriter.close();
    project = random.nextInt(2);
    realWriter = real.get(project).openWriter();
    expectedWriter = expected.get(project).openWriter();
  }

  @Override
  public void close() {
    realWriter.close();
  }

  private Object build(ViewId view) {
    String origin = "log " + random.nextInt(3);
    return same(w -> w.beginGeneration(view, origin));
  }

  private void rebuild(ViewId view, Place place) {
    int number = (Integer) build(view);
    for (int i = random.nextInt(4); i > 0; i--) {
      write(view, number, place.run + 1);
    }
    switchTo(view, number, place.run + random.nextInt(2));
  }

  private void publish(ViewId view, Place place) {
    long run = place.begun > 0 ? place.begun : place.run + 1 + random.nextInt(3);
    begin(view, place.generation, place.run, run);
    for (int i = random.nextInt(4); i > 0; i--) {
      write(view, place.generation, run);
    }
    finish(view, place.generation, run);
  }

  /** A run whose writer dies after some batches. */
  private void crash(ViewId view, Place place) {
    long run = place.begun > 0 ? place.begun : place.run + 1;
    begin(view, place.generation, place.run, run);
    write(view, place.generation, run);
  }

  private void begin(ViewId view, int generation, long after, long run) {
    Instant now = OnlineFixture.time(random.nextInt(1_000_000));
    same(w -> w.beginRun(view, generation, after, run, now));
  }

  private void write(ViewId view, int generation, long run) {
    List<RowChange> changes = rows.changes(run);
    same(w -> done(() -> w.write(new RowBatch(view, generation, run, changes))));
  }

  private void finish(ViewId view, int generation, long run) {
    Published published = published(run);
    same(w -> w.finishRun(view, generation, published));
  }

  private void switchTo(ViewId view, int generation, long run) {
    Published published = published(run);
    same(w -> done(() -> w.switchGeneration(view, generation, published)));
  }

  private void dropGeneration(ViewId view, int generation) {
    same(w -> done(() -> w.dropGeneration(view, generation)));
  }

  private void maybeDrop(ViewId view) {
    if (random.nextInt(4) == 0) {
      same(w -> done(() -> w.drop(view)));
    }
  }

  /**
   * Does the same in both stores and returns the outcome, which is equal: a result or a refusal.
   */
  private Object same(Function<OnlineWriter, Object> call) {
    Object result = outcome(realWriter, call);
    assertThat(result).isEqualTo(outcome(expectedWriter, call));
    if (result == FencedException.class) {
      fenced++;
    } else {
      effective++;
    }
    return result;
  }

  private static Object outcome(OnlineWriter writer, Function<OnlineWriter, Object> call) {
    try {
      return call.apply(writer);
    } catch (FencedException | IllegalArgumentException e) {
      return e.getClass();
    }
  }

  private static Object done(Runnable call) {
    call.run();
    return "done";
  }

  private void compare(ViewId view) {
    OnlineStore store = real.get(project);
    OnlineStore memory = expected.get(project);
    assertThat(store.findProgress(view)).isEqualTo(memory.findProgress(view));
    assertThat(store.views()).isEqualTo(memory.views());
    assertThat(new OnlineFixture(store).rows(view)).isEqualTo(new OnlineFixture(memory).rows(view));
    List<RowRequest> requests = new ArrayList<>();
    for (ViewId v : VIEWS) {
      requests.add(new RowRequest(v, rows.someKeys()));
    }
    Answers.assertSame(store.read(requests), memory.read(requests));
  }

  private Published published(long run) {
    int second = random.nextInt(1_000_000);
    return new Published(
        run,
        OnlineFixture.time(second),
        OnlineFixture.time(second + 1),
        OnlineFixture.time(second + 2));
  }

  private int near(int number) {
    return Math.max(0, number + random.nextInt(3) - 1);
  }

  private long near(long number) {
    return Math.max(0, number + random.nextInt(3) - 1);
  }

  private Place place(ViewId view) {
    OnlineProgress progress = expected.get(project).findProgress(view);
    if (progress == null) {
      return new Place(1, 0, 0);
    }
    OnlineProgress.@Nullable Begun begun = progress.begun();
    return new Place(progress.current().number(), progress.run(), begun == null ? 0 : begun.run());
  }

  /** Where a view stands; {@code begun} is 0 for no run. */
  private record Place(int generation, long run, long begun) {}
}
