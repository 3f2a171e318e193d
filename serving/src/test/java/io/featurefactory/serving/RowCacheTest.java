package io.featurefactory.serving;

import static io.featurefactory.serving.ServedMarket.USERS;
import static io.featurefactory.serving.ServedMarket.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Generation;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ValueStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows in the memory of the process: used for their time, and never after a newer run. */
class RowCacheTest extends MarketLookups {
  private static final CacheSettings SETTINGS = new CacheSettings(1 << 20, LONG);

  private final ServiceLookup cached = new ServiceLookup(this::open, clock, SETTINGS);

  @AfterEach
  void closeCached() {
    cached.close();
  }

  private LookupAnswer ask(List<String> stores, String... users) {
    return cached.answer(
        ServicePlan.of(ServedMarket.in(USERS, stores.toArray(String[]::new))),
        request(users.length, Map.of("user_id", Column.of(List.of(users)))));
  }

  private LookupAnswer ask(String... users) {
    return ask(List.of("default"), users);
  }

  @Test
  void answer_rowsThatWereRead_areNotReadAgain() {
    ServedMarket.publish(store, USERS, 6, put(USERS, "U1", "bikes"));
    ask("U1", "U2");

    LookupAnswer answer = ask("U1", "U2", "U3");
    LookupAnswer again = ask("U1", "U2", "U3");

    assertThat(values(answer, 0)).containsExactly("bikes", null, null);
    assertThat(values(again, 0)).containsExactly("bikes", null, null);
    assertThat(statuses(again, 0))
        .containsExactly(ValueStatus.PRESENT, ValueStatus.EMPTY, ValueStatus.EMPTY);
    assertThat(again.views().get(0).store()).isEqualTo("default");
    assertThat(store.reads()).hasSize(2);
    assertThat(store.reads().get(1).get(0).keys()).as("only what is not here").hasSize(1);
    assertThat(cached.cacheUse().hits()).isEqualTo(5);
    assertThat(cached.cacheUse().misses()).isEqualTo(3);
    assertThat(cached.cacheUse().bytes()).isPositive();
  }

  @Test
  void answer_afterANewerRunWasAnswered_usesNothingOfTheOldOne() {
    ServedMarket.publish(store, USERS, 6, put(USERS, "U1", "bikes"), put(USERS, "U2", "cars"));
    ask("U1", "U2");
    run(8, changed(8, "U1", "boats"), gone(8, "U2"), changed(8, "U3", "vans"));

    LookupAnswer before = ask("U1", "U2");
    LookupAnswer mixed = ask("U1", "U3", "U4");
    LookupAnswer after = ask("U1", "U2", "U3");

    assertThat(values(before, 0)).as("nobody knows of the run").containsExactly("bikes", "cars");
    assertThat(values(mixed, 0)).containsExactly("bikes", "vans", null);
    assertThat(runs(mixed)).containsExactly(6L, 8L, 8L);
    assertThat(values(after, 0)).containsExactly("boats", null, "vans");
    assertThat(runs(after)).containsOnly(8L);
    assertThat(statuses(after, 0)).doesNotContain(ValueStatus.STALE);
  }

  @Test
  void answer_storeThatWentBack_isOfOneGeneration() {
    ServedMarket.publish(store, USERS, 6, put(USERS, "U1", "bikes"), put(USERS, "U2", "cars"));
    ServedMarket.publish(store, USERS, 8, put(USERS, "U1", "wrong"), put(USERS, "U2", "wrong"));
    assertThat(values(ask("U1"), 0)).containsExactly("wrong");
    back(9);

    LookupAnswer answer = ask("U1", "U2");

    assertThat(values(answer, 0)).containsExactly("bikes", "cars");
    assertThat(runs(answer)).containsOnly(9L);
  }

  @Test
  void answer_rebuiltAtTheSameRun_isOfOneGeneration() {
    ServedMarket.publish(store, USERS, 6, put(USERS, "U1", "wrong"), put(USERS, "U2", "wrong"));
    ask("U1");
    ServedMarket.publish(store, USERS, 6, put(USERS, "U1", "bikes"), put(USERS, "U2", "cars"));

    assertThat(values(ask("U1", "U2"), 0)).containsExactly("bikes", "cars");
    assertThat(values(ask("U1"), 0)).containsExactly("bikes");
  }

  @Test
  void answer_otherStoreFirst_isNotWhatIsKeptOfThisOne() {
    WatchedStore second = add("second");
    ServedMarket.publish(store, USERS, 6, put(USERS, "U1", "bikes"));
    ServedMarket.publish(second, USERS, 6, put(USERS, "U1", "cars"));
    ask(List.of("default", "second"), "U1");

    assertThat(values(ask(List.of("second", "default"), "U1"), 0)).containsExactly("cars");
  }

  /** Publishes a run of the generation that is served. */
  private void run(long run, RowChange... rows) {
    ServedMarket.begin(store, USERS, run, rows);
    try (OnlineWriter writer = store.openWriter()) {
      int generation = store.findProgress(USERS.view()).current().number();
      writer.finishRun(USERS.view(), generation, published(run));
    }
  }

  /** Serves the newest spare again. */
  private void back(long run) {
    try (OnlineWriter writer = store.openWriter()) {
      Generation spare = store.findProgress(USERS.view()).spare().get(0);
      writer.switchGeneration(USERS.view(), spare.number(), published(run));
    }
  }

  private static Published published(long run) {
    return new Published(run, ServedMarket.WATERMARK, ServedMarket.NOW, ServedMarket.NOW);
  }

  private static List<Long> runs(LookupAnswer answer) {
    ViewRows view = answer.views().get(0);
    return IntStream.range(0, answer.rows()).mapToObj(view::run).toList();
  }

  @Test
  void answer_storeThatFails_hasWhatIsHere() {
    ServedMarket.publish(store, USERS, 6, put(USERS, "U1", "bikes"));
    ask("U1");
    store.before(
        () -> {
          throw new FactoryException(Kind.EXTERNAL, "default is down");
        });

    LookupAnswer answer = ask("U1", "U2");

    assertThat(values(answer, 0)).containsExactly("bikes", null);
    assertThat(statuses(answer, 0)).containsExactly(ValueStatus.PRESENT, ValueStatus.ERROR);
    assertThat(answer.failure()).hasMessage("default is down");
  }

  @Test
  void answer_storeThatLostARun_isStaleAndOfOneStore() {
    WatchedStore second = add("second");
    ServedMarket.publish(store, USERS, 8, put(USERS, "U1", "bikes"));
    ServedMarket.publish(second, USERS, 6, put(USERS, "U1", "old"), put(USERS, "U2", "old"));
    ask("U1");

    LookupAnswer answer = ask(List.of("second"), "U1", "U2");

    assertThat(values(answer, 0)).containsExactly("old", "old");
    assertThat(statuses(answer, 0)).containsOnly(ValueStatus.STALE);
  }

  @Test
  void find_rowsThatAreTooOld_areNotUsed() {
    AtomicLong now = new AtomicLong();
    RowCache cache = new RowCache(new CacheSettings(1 << 20, Duration.ofSeconds(5)), now::get);
    ServedMarket.publish(store, USERS, 6, put(USERS, "U1", "bikes"));
    List<byte[]> keys = List.of(ServedMarket.key("U1"));
    RowAnswer answer = store.read(List.of(new RowRequest(USERS.view(), keys))).get(0);

    cache.keep("users", "default", keys, answer);

    assertThat(cache.find("users", "default", keys, 6).isWhole()).isTrue();
    assertThat(cache.find("users", "default", keys, 7)).as("a newer run is known").isNull();
    assertThat(cache.find("users", "other", keys, 6)).isNull();
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(cache.find("users", "default", keys, 6)).isNull();
  }

  @Test
  void keep_moreThanThereIsRoomFor_forgetsSome() {
    RowCache cache = new RowCache(new CacheSettings(10_000, LONG), System::nanoTime);
    List<byte[]> keys = IntStream.range(0, 1_000).mapToObj(i -> ServedMarket.key("U" + i)).toList();
    ServedMarket.publish(store, USERS, 6, put(USERS, "U1", "bikes"));

    cache.keep(
        "users", "default", keys, store.read(List.of(new RowRequest(USERS.view(), keys))).get(0));

    assertThat(cache.bytes()).isBetween(1L, 10_000L);
    assertThat(cache.find("users", "default", keys, 6).answer().rows()).contains(StoredRow.UNKNOWN);
  }

  @Test
  void settings_ofNothing_areRefused() {
    assertThatThrownBy(() -> new CacheSettings(0, LONG))
        .hasMessageContaining("expected: some of both");
    assertThatThrownBy(() -> new CacheSettings(1, Duration.ZERO))
        .hasMessageContaining("expected: some of both");
  }

  @Test
  void answer_randomRunsAndLookups_isWhatTheRunThatItStatesHad() {
    long seed = Long.getLong("ff.seed", System.nanoTime() & 0xffff_ffffL);
    Random random = new Random(seed);
    Map<Long, Map<String, String>> history = new TreeMap<>();
    Map<Integer, Map<String, String>> generations = new TreeMap<>();
    long run = 5;
    long newest = 0;
    for (int step = 0; step < 2_000; step++) {
      if (step == 0 || random.nextInt(4) == 0) {
        run++;
        Map<String, String> state = step == 0 ? rebuilt(run, random) : change(run, random, history);
        int generation = store.findProgress(USERS.view()).current().number();
        history.put(run, state == null ? generations.get(generation) : state);
        generations.put(generation, history.get(run));
      }
      String[] asked = users(1 + random.nextInt(4), random).toArray(String[]::new);
      LookupAnswer answer = ask(asked);
      ViewRows view = answer.views().get(0);
      for (int row = 0; row < asked.length; row++) {
        Map<String, String> then = history.get(view.run(row));
        assertThat(answer.value(0, row))
            .as("seed %d, step %d, %s in run %d", seed, step, asked[row], view.run(row))
            .isEqualTo(then.get(asked[row]));
        assertThat(answer.status(0, row)).isNotIn(ValueStatus.STALE, ValueStatus.ERROR);
      }
      assertThat(view.published().run()).as("seed %d", seed).isGreaterThanOrEqualTo(newest);
      newest = view.published().run();
    }
    assertThat(cached.cacheUse().hits()).isPositive();
  }

  /** What the run leaves; null if a generation of before is served again. */
  private @Nullable Map<String, String> change(
      long run, Random random, Map<Long, Map<String, String>> history) {
    int kind = random.nextInt(6);
    OnlineProgress progress = store.findProgress(USERS.view());
    if (kind == 0 && !progress.spare().isEmpty()) {
      back(run);
      return null;
    }
    if (kind == 1) {
      return rebuilt(run, random);
    }
    Map<String, String> state = new TreeMap<>(history.get(progress.run()));
    List<RowChange> rows = new ArrayList<>();
    for (String user : users(random.nextInt(4), random).distinct().toList()) {
      if (random.nextInt(3) == 0) {
        state.remove(user);
        rows.add(gone(run, user));
      } else {
        state.put(user, "v" + run);
        rows.add(changed(run, user, "v" + run));
      }
    }
    run(run, rows.toArray(RowChange[]::new));
    return state;
  }

  private Map<String, String> rebuilt(long run, Random random) {
    Map<String, String> state = new TreeMap<>();
    users(random.nextInt(6), random).forEach(user -> state.put(user, "v" + run));
    RowChange[] rows =
        state.entrySet().stream()
            .map(user -> changed(run, user.getKey(), user.getValue()))
            .toArray(RowChange[]::new);
    ServedMarket.publish(store, USERS, run, rows);
    return state;
  }

  private static Stream<String> users(int count, Random random) {
    return random.ints(count, 0, 8).mapToObj(user -> "U" + user);
  }

  private static RowChange changed(long run, String user, String taste) {
    RowChange row = put(USERS, user, taste);
    return RowChange.put(row.key(), run, row.row());
  }

  private static RowChange gone(long run, String user) {
    return RowChange.delete(ServedMarket.key(user), run);
  }
}
