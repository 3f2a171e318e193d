package io.featurefactory.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.testkit.control.TestClock;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Lookups of the {@link ServedMarket}, in stores that are watched. */
abstract class MarketLookups {
  static final Duration LONG = Duration.ofMinutes(1);

  final Map<String, WatchedStore> stores = new TreeMap<>();
  final WatchedStore store = add("default");
  final TestClock clock = new TestClock();
  final ServiceLookup lookup = new ServiceLookup(this::open, clock);

  WatchedStore add(String name) {
    WatchedStore added = watched(InMemoryOnlineStore.empty(name));
    stores.put(name, added);
    return added;
  }

  WatchedStore watched(OnlineStore inner) {
    return new WatchedStore(inner);
  }

  OnlineStore open(String name) {
    WatchedStore found = stores.get(name);
    if (found == null) {
      throw new FactoryException(Kind.EXTERNAL, name + " cannot be opened");
    }
    return found;
  }

  @BeforeEach
  void twoHoursAfterTheWatermark() {
    clock.advance(Duration.between(clock.instant(), ServedMarket.NOW));
  }

  @AfterEach
  void close() {
    lookup.close();
  }

  static Map<String, Column> ads(@Nullable String... ads) {
    Map<String, Column> columns = new TreeMap<>();
    columns.put("ad_id", Column.of(Arrays.asList(ads)));
    columns.put("user_id", Column.same("U1"));
    columns.put("bonus", Column.same(1L));
    return columns;
  }

  LookupAnswer ask(Map<String, Column> columns) {
    int rows =
        columns.values().stream()
            .mapToInt(c -> c instanceof Column.Each each ? each.values().size() : 1)
            .findFirst()
            .orElse(1);
    return lookup.answer(ServedMarket.plan(), request(rows, columns));
  }

  LookupAnswer askUsers(String... names) {
    return lookup.answer(
        ServicePlan.of(ServedMarket.in(ServedMarket.USERS, names)),
        request(1, Map.of("user_id", Column.same("U1"))));
  }

  static LookupRequest request(int rows, Map<String, Column> columns) {
    return new LookupRequest(rows, columns, ServedMarket.NOW, LONG);
  }

  static List<@Nullable Object> values(LookupAnswer answer, int output) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int row = 0; row < answer.rows(); row++) {
      values.add(answer.value(output, row));
    }
    return values;
  }

  static List<ValueStatus> statuses(LookupAnswer answer, int output) {
    List<ValueStatus> statuses = new ArrayList<>();
    for (int row = 0; row < answer.rows(); row++) {
      statuses.add(answer.status(output, row));
    }
    return statuses;
  }

  static List<ValueStatus> row(LookupAnswer answer, int row) {
    List<ValueStatus> statuses = new ArrayList<>();
    for (int output = 0; output < answer.plan().outputs().size(); output++) {
      statuses.add(answer.status(output, row));
    }
    return statuses;
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
