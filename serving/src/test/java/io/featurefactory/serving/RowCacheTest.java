package io.featurefactory.serving;

import static io.featurefactory.serving.ServedMarket.USERS;
import static io.featurefactory.serving.ServedMarket.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
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
    ServedMarket.publish(store, USERS, 8, put(USERS, "U1", "boats"), put(USERS, "U3", "vans"));

    LookupAnswer before = ask("U1", "U2");
    LookupAnswer mixed = ask("U1", "U3");
    LookupAnswer after = ask("U1", "U2", "U3");

    assertThat(values(before, 0)).as("nobody knows of the run").containsExactly("bikes", "cars");
    assertThat(values(mixed, 0)).containsExactly("bikes", "vans");
    assertThat(mixed.views().get(0).published().run()).isEqualTo(6);
    assertThat(values(after, 0)).containsExactly("boats", null, "vans");
    assertThat(after.views().get(0).published().run()).isEqualTo(8);
    assertThat(statuses(after, 0)).doesNotContain(ValueStatus.STALE);
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

    assertThat(cache.find("users", keys, 6).isWhole()).isTrue();
    assertThat(cache.find("users", keys, 7)).as("a newer run is known").isNull();
    assertThat(cache.find("other", keys, 6)).isNull();
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(cache.find("users", keys, 6)).isNull();
  }

  @Test
  void keep_moreThanThereIsRoomFor_forgetsSome() {
    RowCache cache = new RowCache(new CacheSettings(10_000, LONG), System::nanoTime);
    List<byte[]> keys = IntStream.range(0, 1_000).mapToObj(i -> ServedMarket.key("U" + i)).toList();
    ServedMarket.publish(store, USERS, 6, put(USERS, "U1", "bikes"));

    cache.keep(
        "users", "default", keys, store.read(List.of(new RowRequest(USERS.view(), keys))).get(0));

    assertThat(cache.bytes()).isBetween(1L, 10_000L);
    assertThat(cache.find("users", keys, 6).answer().rows()).contains(StoredRow.UNKNOWN);
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
    long seed = System.nanoTime() & 0xffff_ffffL;
    Random random = new Random(seed);
    List<Map<String, String>> history = new ArrayList<>();
    history.add(Map.of());
    long newest = 0;
    for (int step = 0; step < 2_000; step++) {
      if (step == 0 || random.nextInt(5) == 0) {
        Map<String, String> users = new TreeMap<>();
        random
            .ints(random.nextInt(6), 0, 8)
            .forEach(u -> users.put("U" + u, "v" + random.nextInt()));
        history.add(users);
        RowChange[] rows =
            users.entrySet().stream()
                .map(user -> put(USERS, user.getKey(), user.getValue()))
                .toArray(RowChange[]::new);
        ServedMarket.publish(store, USERS, history.size() + 4, rows);
      }
      String[] asked =
          random.ints(1 + random.nextInt(4), 0, 8).mapToObj(u -> "U" + u).toArray(String[]::new);
      LookupAnswer answer = ask(asked);
      ViewRows view = answer.views().get(0);
      for (int row = 0; row < asked.length; row++) {
        Map<String, String> then = history.get((int) view.run(row) - 5);
        assertThat(answer.value(0, row)).as("seed %d", seed).isEqualTo(then.get(asked[row]));
        assertThat(answer.status(0, row)).isNotIn(ValueStatus.STALE, ValueStatus.ERROR);
      }
      assertThat(view.published().run()).as("seed %d", seed).isGreaterThanOrEqualTo(newest);
      newest = view.published().run();
    }
    assertThat(cached.cacheUse().hits()).isPositive();
  }
}
