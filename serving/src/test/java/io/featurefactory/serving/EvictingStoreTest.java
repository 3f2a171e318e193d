package io.featurefactory.serving;

import static io.featurefactory.serving.ServedMarket.USERS;
import static io.featurefactory.serving.ServedMarket.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Generation;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.online.RowValues;
import io.featurefactory.online.RowWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A first store that is a cache, with another behind it: each row is what it is in the log. */
class EvictingStoreTest extends MarketLookups {
  private final WatchedStore second = add("second");

  @BeforeEach
  void publish() {
    ServedMarket.publish(store, USERS, 6, put(USERS, "U1", "bikes"), put(USERS, "U2", "cars"));
  }

  private LookupAnswer ask(String... names) {
    return lookup.answer(
        ServicePlan.of(ServedMarket.in(USERS, names)),
        request(3, Map.of("user_id", Column.of(List.of("U1", "U2", "U3")))));
  }

  @Test
  void answer_evictedRows_comeFromTheNextStoreAlone() {
    ServedMarket.publish(second, USERS, 6, put(USERS, "U1", "bikes"), put(USERS, "U2", "cars"));
    store.evict("U2", "U3");

    LookupAnswer answer = ask("default", "second");

    assertThat(values(answer, 0)).containsExactly("bikes", "cars", null);
    assertThat(statuses(answer, 0))
        .containsExactly(ValueStatus.PRESENT, ValueStatus.PRESENT, ValueStatus.EMPTY);
    assertThat(answer.failure()).isNull();
    assertThat(answer.views().get(0).store()).isEqualTo("default");
    List<RowRequest> asked = second.reads().get(0);
    assertThat(asked.get(0).keys()).hasSize(2);
  }

  @Test
  void answer_nextStoreIsNewer_statesTheRunOfEachRow() {
    ServedMarket.publish(second, USERS, 8, put(USERS, "U1", "boats"));
    store.evict("U2");

    LookupAnswer answer = ask("default", "second");

    assertThat(values(answer, 0)).containsExactly("bikes", null, null);
    assertThat(answer.status(0, 1)).isEqualTo(ValueStatus.EMPTY);
    assertThat(answer.views().get(0).run(0)).isEqualTo(6);
    assertThat(answer.views().get(0).run(1)).as("deleted by then").isEqualTo(8);
    assertThat(answer.views().get(0).run(2)).isEqualTo(6);
  }

  @Test
  void answer_nextStoreIsOlder_isItsOwnAndStale() {
    ServedMarket.publish(store, USERS, 8, put(USERS, "U1", "bikes"), put(USERS, "U2", "cars"));
    ServedMarket.publish(second, USERS, 7, put(USERS, "U1", "old"), put(USERS, "U2", "old"));
    store.evict("U2");

    LookupAnswer answer = ask("default", "second");

    assertThat(values(answer, 0)).containsExactly("old", "old", null);
    assertThat(statuses(answer, 0)).containsOnly(ValueStatus.STALE);
    assertThat(answer.views().get(0).store()).isEqualTo("second");
    assertThat(answer.views().get(0).behind()).isTrue();
  }

  @Test
  void answer_nextStoreIsOlderAndFails_hasWhatTheFirstOneKnows() {
    ServedMarket.publish(store, USERS, 8, put(USERS, "U1", "bikes"), put(USERS, "U2", "cars"));
    ServedMarket.publish(second, USERS, 7, put(USERS, "U1", "old"), put(USERS, "U2", "old"));
    store.evict("U2");
    second.before(
        () -> {
          if (second.reads().size() > 1) {
            throw new FactoryException(Kind.EXTERNAL, "second is down");
          }
        });

    LookupAnswer answer = ask("default", "second");

    assertThat(values(answer, 0)).containsExactly("bikes", null, null);
    assertThat(statuses(answer, 0))
        .containsExactly(ValueStatus.PRESENT, ValueStatus.ERROR, ValueStatus.EMPTY);
    assertThat(answer.failure()).hasMessage("second is down");
  }

  @Test
  void answer_firstStoreWasRolledBack_isNotCompletedByWhatWasTakenBack() {
    ServedMarket.publish(second, USERS, 9, changed(9, "U1", "wrong"), changed(9, "U2", "wrong"));
    ServedMarket.publish(store, USERS, 9, changed(9, "U1", "wrong"));
    try (OnlineWriter writer = store.openWriter()) {
      OnlineProgress progress = store.findProgress(USERS.view());
      Generation spare = progress.spare().get(0);
      Published then = spare.published();
      writer.switchGeneration(
          USERS.view(),
          spare.number(),
          new Published(10, then.watermark(), then.started(), then.finished()));
    }
    store.evict("U2");

    LookupAnswer answer = ask("default", "second");

    assertThat(values(answer, 0)).as("all of one store").containsExactly("wrong", "wrong", null);
    assertThat(answer.views().get(0).run(0)).isEqualTo(9);
    assertThat(statuses(answer, 0)).containsOnly(ValueStatus.STALE);
  }

  /** A row that changed at the watermark of its run. */
  private static RowChange changed(long run, String user, String taste) {
    RowValues values = new RowValues(USERS.rows());
    values.set(0, taste);
    Instant at = ServedMarket.WATERMARK.plus(Duration.ofHours(run - 7));
    return RowChange.put(
        ServedMarket.key(user), run, new RowWriter(USERS.rows()).write(at, values));
  }

  @Test
  void answer_noOtherStore_isUnknownWhereItWasEvicted() {
    store.evict("U2");

    LookupAnswer answer = ask("default");

    assertThat(values(answer, 0)).containsExactly("bikes", null, null);
    assertThat(statuses(answer, 0))
        .containsExactly(ValueStatus.PRESENT, ValueStatus.ERROR, ValueStatus.EMPTY);
    assertThat(answer.failure())
        .hasMessageContaining(
            "the store default removes rows to make room, and has none for 1 of the keys");
  }

  @Test
  void answer_nextStoreFails_isUnknownWhereItWasEvicted() {
    store.evict("U2");
    second.before(
        () -> {
          throw new FactoryException(Kind.EXTERNAL, "second is down");
        });

    LookupAnswer answer = ask("default", "second");

    assertThat(statuses(answer, 0))
        .containsExactly(ValueStatus.PRESENT, ValueStatus.ERROR, ValueStatus.EMPTY);
    assertThat(answer.failure()).hasMessage("second is down");
  }

  @Test
  void answer_severalCaches_isCompletedByThemInTurn() {
    WatchedStore third = add("third");
    ServedMarket.publish(second, USERS, 6, put(USERS, "U1", "bikes"), put(USERS, "U2", "cars"));
    ServedMarket.publish(third, USERS, 6, put(USERS, "U1", "bikes"), put(USERS, "U2", "cars"));
    store.evict("U1", "U2", "U3");
    second.evict("U2");

    LookupAnswer answer = ask("default", "second", "third");

    assertThat(values(answer, 0)).containsExactly("bikes", "cars", null);
    assertThat(third.reads().get(0).get(0).keys()).hasSize(1);
  }
}
