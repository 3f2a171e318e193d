package io.featurefactory.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.ValueStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which stores are asked, in which order, and until when. */
class StoreReadsTest extends MarketLookups {
  @Test
  void answer_firstStoreFails_isThatOfTheNext() {
    WatchedStore second = add("second");
    ServedMarket.publishAll(store);
    ServedMarket.publishAll(second);
    store.before(
        () -> {
          throw new FactoryException(Kind.EXTERNAL, "default is down");
        });

    LookupAnswer answer = askUsers("default", "second");

    assertThat(answer.value(0, 0)).isEqualTo("bikes");
    assertThat(answer.views().get(0).store()).isEqualTo("second");
    assertThat(answer.failure()).isNull();
  }

  @Test
  void answer_firstStoreFailsAllTheTime_isNotAskedUntilItIsBack() {
    WatchedStore second = add("second");
    ServedMarket.publishAll(store);
    ServedMarket.publishAll(second);
    store.before(
        () -> {
          throw new FactoryException(Kind.EXTERNAL, "default is down");
        });
    for (int i = 0; i < 1_000; i++) {
      assertThat(askUsers("default", "second").value(0, 0)).isEqualTo("bikes");
    }
    assertThat(store.reads()).hasSizeLessThan(100);
    assertThat(askUsers("default").failure()).hasMessage("default is down");

    store.before(() -> {});
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!"default".equals(askUsers("default", "second").views().get(0).store())) {
      assertThat(System.nanoTime()).as("the first store is asked again").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void answer_storeThatCannotBeOpened_isAnErrorWithItsReason() {
    LookupAnswer answer = askUsers("missing");

    assertThat(answer.status(0, 0)).isEqualTo(ValueStatus.ERROR);
    assertThat(answer.failure()).hasMessage("missing cannot be opened");
  }

  @Test
  void answer_laterStoreThatIsOlderThanWhatWasAnswered_isStaleAndSaysSo() {
    WatchedStore second = add("second");
    ServedMarket.publish(
        second, ServedMarket.USERS, 6, ServedMarket.put(ServedMarket.USERS, "U1", "old"));
    ServedMarket.publish(
        store, ServedMarket.USERS, 8, ServedMarket.put(ServedMarket.USERS, "U1", "new"));
    assertThat(askUsers("default", "second").value(0, 0)).isEqualTo("new");
    store.before(
        () -> {
          throw new FactoryException(Kind.EXTERNAL, "default is down");
        });

    LookupAnswer answer = askUsers("default", "second");

    assertThat(answer.value(0, 0)).isEqualTo("old");
    assertThat(answer.status(0, 0)).isEqualTo(ValueStatus.STALE);
    assertThat(answer.views().get(0).behind()).isTrue();
  }

  /** As when each was rebuilt by itself: both have the same state of the log. */
  @Test
  void answer_laterStoreHasTheSameBoundaryAsAnEarlierRun_isNotBehind() {
    WatchedStore second = add("second");
    RowChange row = ServedMarket.put(ServedMarket.USERS, "U1", "bikes");
    ServedMarket.publish(second, ServedMarket.USERS, 6, row);
    ServedMarket.publish(store, ServedMarket.USERS, 7, row);
    assertThat(askUsers("default", "second").views().get(0).published().run()).isEqualTo(7);
    store.before(
        () -> {
          throw new FactoryException(Kind.EXTERNAL, "default is down");
        });

    LookupAnswer answer = askUsers("default", "second");

    assertThat(answer.views().get(0).published().run()).isEqualTo(6);
    assertThat(answer.status(0, 0)).isEqualTo(ValueStatus.PRESENT);
    assertThat(answer.views().get(0).behind()).isFalse();
  }

  @Test
  void answer_storeThatHangs_isAnErrorWithinTheDeadline() throws InterruptedException {
    ServedMarket.publishAll(store);
    CountDownLatch hanging = new CountDownLatch(1);
    store.before(() -> awaitQuietly(hanging));
    try {
      long start = System.nanoTime();
      LookupAnswer answer =
          lookup.answer(
              ServedMarket.plan(),
              new LookupRequest(1, ads("A1"), ServedMarket.NOW, Duration.ofMillis(50)));

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(row(answer, 0)).containsOnly(ValueStatus.ERROR);
      assertThat(answer.failure()).hasMessageContaining("default gave no answer within");
    } finally {
      hanging.countDown();
    }
  }

  @Test
  void answer_storeThatHangs_leavesTimeForTheNext() throws InterruptedException {
    WatchedStore next = add("second");
    ServedMarket.publishAll(store);
    ServedMarket.publishAll(next);
    CountDownLatch hanging = new CountDownLatch(1);
    store.before(() -> awaitQuietly(hanging));
    try {
      LookupAnswer answer =
          lookup.answer(
              ServicePlan.of(ServedMarket.in(ServedMarket.USERS, "default", "second")),
              new LookupRequest(
                  1,
                  Map.of("user_id", Column.same("U1")),
                  ServedMarket.NOW,
                  Duration.ofSeconds(2)));

      assertThat(answer.value(0, 0)).isEqualTo("bikes");
      assertThat(answer.views().get(0).store()).isEqualTo("second");
      assertThat(answer.reads()).extracting(StoreRead::store).containsExactly("default", "second");
      StoreRead first = answer.reads().get(0);
      assertThat(first.failure()).hasMessageContaining("default gave no answer within");
      assertThat(first.took()).isBetween(Duration.ofMillis(900), answer.times().reading());
      StoreRead second = answer.reads().get(1);
      assertThat(second.failure()).isNull();
      assertThat(second.views()).containsExactly(ServedMarket.USERS.view());
      assertThat(second.keys()).isOne();
      assertThat(second.started()).isGreaterThanOrEqualTo(first.started() + first.took().toNanos());
    } finally {
      hanging.countDown();
    }
  }

  @Test
  void answer_slowStore_isWaitedForByViewsThatHaveNoOther() {
    WatchedStore second = add("second");
    ServedMarket.publishAll(store);
    ServedMarket.publishAll(second);
    CountDownLatch slow = new CountDownLatch(1);
    store.before(() -> awaitQuietly(slow));
    second.before(slow::countDown); // asked by the users' view, when half of the time is over
    LookupAnswer answer =
        lookup.answer(
            ServicePlan.of(
                ServedMarket.service(),
                List.of(
                    ServedMarket.ADS,
                    ServedMarket.SELLERS,
                    ServedMarket.in(ServedMarket.USERS, "default", "second"))),
            new LookupRequest(1, ads("A1"), ServedMarket.NOW, Duration.ofSeconds(4)));

    assertThat(answer.failure()).isNull();
    assertThat(answer.value(0, 0)).isEqualTo(10L);
    assertThat(answer.value(2, 0)).isEqualTo("bikes");
  }

  @Test
  void answer_threadThatIsInterrupted_keepsItsDeadlineAndTheInterrupt() {
    ServedMarket.publishAll(store);
    CountDownLatch hanging = new CountDownLatch(1);
    store.before(() -> awaitQuietly(hanging));
    try {
      Thread.currentThread().interrupt();
      LookupRequest request =
          new LookupRequest(
              1, Map.of("user_id", Column.same("U1")), ServedMarket.NOW, Duration.ofMillis(50));
      LookupAnswer answer = lookup.answer(ServicePlan.of(ServedMarket.USERS), request);

      assertThat(answer.status(0, 0)).isEqualTo(ValueStatus.ERROR);
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      hanging.countDown();
    }
  }

  @Test
  void answer_moreThanTheStoreCanHold_isRefusedAtOnceAndHealsByItself() {
    ServedMarket.publishAll(store);
    CountDownLatch hanging = new CountDownLatch(1);
    store.before(() -> awaitQuietly(hanging));
    LookupRequest request =
        new LookupRequest(
            1, Map.of("user_id", Column.same("U1")), ServedMarket.NOW, Duration.ofMillis(1));
    try {
      List<FactoryException> failures = new ArrayList<>();
      for (int i = 0; i < 1_040; i++) {
        failures.add(lookup.answer(ServicePlan.of(ServedMarket.USERS), request).failure());
      }
      assertThat(failures.get(0)).hasMessageContaining("gave no answer within");
      assertThat(failures.get(1_039))
          .hasMessageContaining("is not asked: 1000 lookups wait for it");
    } finally {
      hanging.countDown();
    }
    store.before(() -> {});
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (askUsers("default").failure() != null) {
      assertThat(System.nanoTime()).as("the store is asked again").isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
