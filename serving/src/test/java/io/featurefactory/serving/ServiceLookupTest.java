package io.featurefactory.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FeatureService;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.ValueStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which values are answered, and what they are worth. */
class ServiceLookupTest extends MarketLookups {
  @Test
  void answer_rowsOfAPage_hasAllFeaturesInOrder() {
    ServedMarket.publishAll(store);

    LookupAnswer answer = ask(ads("A1", "A2", "A3"));

    assertThat(answer.plan().outputs())
        .extracting(ServicePlan.Output::name)
        .containsExactly(
            "ads.clicks", "sellers.rate", "users.taste", "clicks_and_bonus", "rate_and_bonus");
    assertThat(values(answer, 0)).containsExactly(10L, 20L, 0L);
    assertThat(values(answer, 1)).containsExactly(0.25, 0.5, 0.5);
    assertThat(values(answer, 2)).containsExactly("bikes", "bikes", "bikes");
    assertThat(values(answer, 3)).containsExactly(11L, 21L, 1L);
    assertThat(values(answer, 4)).containsExactly(1.25, 1.5, 1.5);
    assertThat(statuses(answer, 0))
        .containsExactly(ValueStatus.PRESENT, ValueStatus.PRESENT, ValueStatus.EMPTY);
    assertThat(statuses(answer, 4))
        .containsExactly(ValueStatus.PRESENT, ValueStatus.EMPTY, ValueStatus.EMPTY);
    assertThat(answer.isDefault(1, 0)).isFalse();
    assertThat(answer.isDefault(1, 2)).isTrue();
    assertThat(answer.failure()).isNull();
  }

  @Test
  void answer_manyRows_readsEachDistinctKeyOnceInOneCallAndOneMoreForResolvedKeys() {
    ServedMarket.publishAll(store);

    ask(ads("A1", "A2", "A1", "A2", "A1"));

    assertThat(store.reads()).hasSize(2);
    assertThat(store.reads().get(0))
        .extracting(r -> r.view().name())
        .containsExactly("ads", "users");
    assertThat(store.reads().get(0)).extracting(r -> r.keys().size()).containsExactly(2, 1);
    assertThat(store.reads().get(1)).extracting(r -> r.view().name()).containsExactly("sellers");
    assertThat(store.reads().get(1).get(0).keys()).hasSize(2);
  }

  @Test
  void answer_keyThatIsSent_isNotLookedUp() {
    ServedMarket.publishAll(store);
    Map<String, Column> columns = ads("A2");
    columns.put("seller_id", Column.same("S1"));

    LookupAnswer answer = ask(columns);

    assertThat(answer.value(1, 0)).isEqualTo(0.25);
    assertThat(store.reads()).hasSize(1);
  }

  @Test
  void answer_viewThatOnlyResolvesAKeyThatIsSent_isNotRead() {
    ServedMarket.publishAll(store);
    ServicePlan sellersOnly =
        ServicePlan.of(
            new FeatureService(
                "s",
                1,
                "",
                "",
                List.of(
                    new FeatureService.Member(
                        ServedMarket.feature(ServedMarket.SELLERS, "rate"), null)),
                ServedMarket.service().resolvedKeys(),
                List.of(),
                List.of(),
                null),
            List.of(ServedMarket.ADS, ServedMarket.SELLERS));

    LookupAnswer answer =
        lookup.answer(sellersOnly, request(1, Map.of("seller_id", Column.same("S1"))));

    assertThat(answer.value(0, 0)).isEqualTo(0.25);
    assertThat(store.reads()).hasSize(1);
    assertThat(store.reads().get(0)).extracting(RowRequest::view).hasSize(1);
    assertThat(sellersOnly.missing(Set.of())).containsExactly("ad_id");
    assertThat(sellersOnly.missing(Set.of("seller_id"))).isEmpty();
  }

  @Test
  void answer_nullInAKey_isTheEmptyRow() {
    ServedMarket.publishAll(store);

    LookupAnswer answer = ask(ads("A1", null));

    assertThat(values(answer, 0)).containsExactly(10L, 0L);
    assertThat(statuses(answer, 0)).containsExactly(ValueStatus.PRESENT, ValueStatus.EMPTY);
    assertThat(answer.views().get(0).run(1)).isEqualTo(7);
    assertThat(answer.views().get(0).changedAt(1)).isNull();
  }

  @Test
  void answer_noRows_isEmptyAndTellsTheRuns() {
    ServedMarket.publishAll(store);

    LookupAnswer answer = ask(ads());

    assertThat(answer.rows()).isZero();
    assertThat(answer.views()).extracting(v -> v.published().run()).containsExactly(7L, 5L, 6L);
  }

  @Test
  void answer_runThatIsBeingPublished_isToldRowByRow() {
    ServedMarket.publishAll(store);
    ServedMarket.begin(
        store,
        ServedMarket.ADS,
        9,
        rowOfRun(9, "A1", 99L),
        RowChange.delete(ServedMarket.key("A2"), 9));

    LookupAnswer answer = ask(ads("A1", "A2", "A3"));

    assertThat(values(answer, 0)).containsExactly(99L, 0L, 0L);
    ViewRows ads = answer.views().get(0);
    assertThat(List.of(ads.run(0), ads.run(1), ads.run(2))).containsExactly(9L, 9L, 7L);
    assertThat(ads.published().run()).isEqualTo(7);
  }

  private static RowChange rowOfRun(long run, String key, long clicks) {
    byte[] row = ServedMarket.put(ServedMarket.ADS, key, clicks, "S1").row();
    return RowChange.put(ServedMarket.key(key), run, row);
  }

  @Test
  void answer_olderThanFreshWithin_isStaleWithItsValues() {
    ServedMarket.publishAll(store);
    clock.advance(Duration.ofHours(4).plusMillis(1));

    LookupAnswer answer = ask(ads("A1", "A3"));

    assertThat(values(answer, 0)).containsExactly(10L, 0L);
    assertThat(statuses(answer, 0)).containsOnly(ValueStatus.STALE);
    assertThat(statuses(answer, 3)).containsOnly(ValueStatus.STALE);
    assertThat(answer.views().get(0).age()).isEqualTo(Duration.ofHours(6).plusMillis(1));
  }

  @Test
  void answer_clockBehindTheWatermark_hasAgeZero() {
    ServedMarket.publishAll(store);
    clock.advance(Duration.ofHours(-3));

    assertThat(ask(ads("A1")).views().get(0).age()).isZero();
  }

  @Test
  void answer_viewThatIsNotPublished_isAnErrorOfItsValuesOnly() {
    ServedMarket.publish(
        store, ServedMarket.ADS, 7, ServedMarket.put(ServedMarket.ADS, "A1", 10L, "S1"));

    LookupAnswer answer = ask(ads("A1"));

    assertThat(answer.value(0, 0)).isEqualTo(10L);
    assertThat(answer.value(1, 0)).as("no default where nothing is known").isNull();
    assertThat(row(answer, 0))
        .containsExactly(
            ValueStatus.PRESENT,
            ValueStatus.ERROR,
            ValueStatus.ERROR,
            ValueStatus.PRESENT,
            ValueStatus.ERROR);
    assertThat(answer.failure()).hasMessageContaining("sellers v1 is not in default: it was never");
  }

  @Test
  void answer_keyThatCannotBeLookedUp_isAnErrorAndNotTheEmptyRow() {
    ServedMarket.publishAll(store);
    RowChange damaged = RowChange.put(ServedMarket.key("A1"), 5, new byte[] {1, 2, 3});
    ServedMarket.publish(
        store, ServedMarket.ADS, 8, damaged, ServedMarket.put(ServedMarket.ADS, "A2", 20L, "S1"));

    LookupAnswer answer = ask(ads("A1", "A2", "A3"));

    assertThat(values(answer, 1)).containsExactly(null, 0.25, 0.5);
    assertThat(statuses(answer, 1))
        .containsExactly(ValueStatus.ERROR, ValueStatus.PRESENT, ValueStatus.EMPTY);
    assertThat(statuses(answer, 4))
        .containsExactly(ValueStatus.ERROR, ValueStatus.PRESENT, ValueStatus.EMPTY);
  }

  @Test
  void answer_viewOfTheKeysIsDown_isAnErrorOfWhatNeedsThem() {
    ServedMarket.publish(
        store, ServedMarket.SELLERS, 5, ServedMarket.put(ServedMarket.SELLERS, "S1", 0.25));

    LookupAnswer answer = ask(ads("A1"));

    assertThat(answer.value(1, 0)).isNull();
    assertThat(answer.status(1, 0)).isEqualTo(ValueStatus.ERROR);
  }

  @Test
  void answer_keyThatWasLookedUpInStaleData_isStale() {
    ServedMarket.publishAll(store);
    ServedView slow =
        new ServedView(
            ServedMarket.SELLERS.view(),
            ServedMarket.SELLERS.keys(),
            ServedMarket.SELLERS.rows(),
            Duration.ofDays(9),
            List.of("default"),
            ServedMarket.SELLERS.origin());
    clock.advance(Duration.ofHours(5));

    LookupAnswer answer =
        lookup.answer(
            ServicePlan.of(
                ServedMarket.service(), List.of(ServedMarket.ADS, slow, ServedMarket.USERS)),
            request(1, ads("A1")));

    assertThat(answer.value(1, 0)).isEqualTo(0.25);
    assertThat(answer.status(1, 0)).isEqualTo(ValueStatus.STALE);
  }

  @Test
  void answer_rowsOfADraftThatWasReplaced_areNotTheViews() {
    ServedMarket.publishAll(store);
    ServedView replaced =
        new ServedView(
            ServedMarket.USERS.view(),
            ServedMarket.USERS.keys(),
            ServedMarket.USERS.rows(),
            ServedMarket.USERS.freshWithin(),
            List.of("default"),
            "log_users_2 ");

    LookupAnswer answer =
        lookup.answer(ServicePlan.of(replaced), request(1, Map.of("user_id", Column.same("U1"))));

    assertThat(answer.status(0, 0)).isEqualTo(ValueStatus.ERROR);
    assertThat(answer.failure())
        .hasMessageStartingWith("users v1 in store default is of another definition than")
        .hasMessageContaining("generate the plan again");
  }

  @Test
  void answer_rowThatCannotBeRead_isAnErrorOfThatRowOnly() {
    ServedMarket.publish(
        store,
        ServedMarket.USERS,
        6,
        RowChange.put(ServedMarket.key("U1"), 5, new byte[] {1, 2, 3}),
        ServedMarket.put(ServedMarket.USERS, "U2", "books"));

    LookupAnswer answer =
        lookup.answer(
            ServicePlan.of(ServedMarket.USERS),
            request(2, Map.of("user_id", Column.of(List.of("U1", "U2")))));

    assertThat(values(answer, 0)).containsExactly(null, "books");
    assertThat(statuses(answer, 0)).containsExactly(ValueStatus.ERROR, ValueStatus.PRESENT);
    assertThat(answer.failure()).hasMessageContaining("The row of users v1 in store default");
  }

  @Test
  void answer_derivedFeatureThatOverflows_isAnErrorOfThatRowOnly() {
    ServedMarket.publishAll(store);
    Map<String, Column> columns = ads("A1", "A2");
    columns.put("bonus", Column.of(List.of(Long.MAX_VALUE, 1L)));

    LookupAnswer answer = ask(columns);

    assertThat(values(answer, 3)).containsExactly(null, 21L);
    assertThat(statuses(answer, 3)).containsExactly(ValueStatus.ERROR, ValueStatus.PRESENT);
    assertThat(answer.failure()).isNotNull();
  }

  @Test
  void answer_missingOrUnknownKeys_areToldWithWhatIsExpected() {
    assertThatThrownBy(() -> ask(new TreeMap<>(Map.of("ad_id", Column.same("A1")))))
        .hasMessageStartingWith("ranking@3 needs bonus, user_id (expected: a value, or a list");
    Map<String, Column> columns = ads("A1");
    columns.put("usr_id", Column.same("U1"));
    assertThatThrownBy(() -> ask(columns))
        .hasMessageStartingWith("ranking@3 has no key or input 'usr_id' (did you mean 'user_id'?)");
  }

  /** A page of rows must be what each of its rows would be alone. */
  @Test
  void answer_randomPages_areTheirRowsOneByOne() {
    ServedMarket.publishAll(store);
    Random random = new Random(11);
    for (int page = 0; page < 200; page++) {
      int rows = 1 + random.nextInt(6);
      Map<String, List<@Nullable Object>> sent = new LinkedHashMap<>();
      List.of("ad_id", "user_id", "bonus").forEach(name -> sent.put(name, new ArrayList<>()));
      for (int row = 0; row < rows; row++) {
        sent.get("ad_id").add(any(random, "A1", "A2", "A3", null));
        sent.get("user_id").add(any(random, "U1", "U2", null));
        sent.get("bonus").add(any(random, 1L, 2L, null));
      }
      if (random.nextBoolean()) {
        sent.put("seller_id", new ArrayList<>());
        for (int row = 0; row < rows; row++) {
          sent.get("seller_id").add(any(random, "S1", "S3", null));
        }
      }
      Map<String, Column> columns = new TreeMap<>();
      sent.forEach((name, values) -> columns.put(name, Column.of(values)));
      LookupAnswer all = lookup.answer(ServedMarket.plan(), request(rows, columns));
      for (int row = 0; row < rows; row++) {
        Map<String, Column> single = new TreeMap<>();
        int place = row;
        sent.forEach((name, values) -> single.put(name, Column.same(values.get(place))));
        LookupAnswer one = lookup.answer(ServedMarket.plan(), request(1, single));
        for (int output = 0; output < 5; output++) {
          assertThat(all.value(output, row)).isEqualTo(one.value(output, 0));
          assertThat(all.status(output, row)).isEqualTo(one.status(output, 0));
        }
      }
    }
  }

  private static @Nullable Object any(Random random, @Nullable Object... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
