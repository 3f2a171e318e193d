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

/** Random calls to two projects of a store, each repeated in memory and compared at once. */
final class RandomOperations {
  private static final List<ViewId> VIEWS =
      List.of(new ViewId("ads", 1), new ViewId("ads", 2), new ViewId("ad", 1));

  private final Random random;
  private final List<OnlineStore> real;
  private final List<OnlineStore> expected;
  private final RandomRows rows;
  private int effective;
  private int fenced;

  RandomOperations(long seed, OnlineStore shop, OnlineStore eshop) {
    random = new Random(seed);
    rows = new RandomRows(random);
    real = List.of(shop, eshop);
    InMemoryOnlineStore memory = InMemoryOnlineStore.empty("expected");
    expected = List.of(memory.beside("shop"), memory.beside("eshop"));
  }

  int effective() {
    return effective;
  }

  int fenced() {
    return fenced;
  }

  /** One random operation, or several that belong together, then a comparison. */
  void next() {
    int project = random.nextInt(2);
    ViewId view = VIEWS.get(random.nextInt(VIEWS.size()));
    Place place = place(project, view);
    switch (random.nextInt(14)) {
      case 0 -> build(project, view);
      case 1, 2 -> rebuild(project, view, place);
      case 3, 4, 5, 6 -> publish(project, view, place);
      case 7 -> write(project, view, near(place.generation), near(place.run));
      case 8 -> begin(project, view, near(place.generation), near(place.run), near(place.run) + 1);
      case 9 -> finish(project, view, near(place.generation), near(place.run));
      case 10 -> switchTo(project, view, near(place.generation), near(place.run));
      case 11 -> dropGeneration(project, view, near(place.generation));
      case 12 -> maybeDrop(project, view);
      default -> crash(project, view, place);
    }
    compare(project, view);
  }

  private Object build(int project, ViewId view) {
    String origin = "log " + random.nextInt(3);
    return same(project, w -> w.beginGeneration(view, origin));
  }

  private void rebuild(int project, ViewId view, Place place) {
    int number = (Integer) build(project, view);
    for (int i = random.nextInt(4); i > 0; i--) {
      write(project, view, number, place.run + 1);
    }
    switchTo(project, view, number, place.run + random.nextInt(2));
  }

  private void publish(int project, ViewId view, Place place) {
    long run = place.begun > 0 ? place.begun : place.run + 1 + random.nextInt(3);
    begin(project, view, place.generation, place.run, run);
    for (int i = random.nextInt(4); i > 0; i--) {
      write(project, view, place.generation, run);
    }
    finish(project, view, place.generation, run);
  }

  /** A run whose writer dies after some batches. */
  private void crash(int project, ViewId view, Place place) {
    long run = place.begun > 0 ? place.begun : place.run + 1;
    begin(project, view, place.generation, place.run, run);
    write(project, view, place.generation, run);
  }

  private void begin(int project, ViewId view, int generation, long after, long run) {
    Instant now = OnlineFixture.time(random.nextInt(1_000_000));
    same(project, w -> w.beginRun(view, generation, after, run, now));
  }

  private void write(int project, ViewId view, int generation, long run) {
    List<RowChange> changes = rows.changes(run);
    same(project, w -> done(() -> w.write(new RowBatch(view, generation, run, changes))));
  }

  private void finish(int project, ViewId view, int generation, long run) {
    Published published = published(run);
    same(project, w -> w.finishRun(view, generation, published));
  }

  private void switchTo(int project, ViewId view, int generation, long run) {
    Published published = published(run);
    same(project, w -> done(() -> w.switchGeneration(view, generation, published)));
  }

  private void dropGeneration(int project, ViewId view, int generation) {
    same(project, w -> done(() -> w.dropGeneration(view, generation)));
  }

  private void maybeDrop(int project, ViewId view) {
    if (random.nextInt(4) == 0) {
      same(project, w -> done(() -> w.drop(view)));
    }
  }

  /**
   * Does the same in both stores and returns the outcome, which is equal: a result or a refusal.
   */
  private Object same(int project, Function<OnlineWriter, Object> call) {
    Object result = outcome(real.get(project), call);
    assertThat(result).isEqualTo(outcome(expected.get(project), call));
    if (result == FencedException.class) {
      fenced++;
    } else {
      effective++;
    }
    return result;
  }

  private static Object outcome(OnlineStore store, Function<OnlineWriter, Object> call) {
    try (OnlineWriter writer = store.openWriter()) {
      return call.apply(writer);
    } catch (FencedException | IllegalArgumentException e) {
      return e.getClass();
    }
  }

  private static Object done(Runnable call) {
    call.run();
    return "done";
  }

  private void compare(int project, ViewId view) {
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

  private Place place(int project, ViewId view) {
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
