package io.featurefactory.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerLogTest {
  private static final Clock CLOCK = Clock.fixed(ServedMarket.NOW, ZoneOffset.UTC);
  private static final AnswerLogSettings AT_ONCE =
      new AnswerLogSettings(
          1 << 20, 1_000, Duration.ZERO, Duration.ofMillis(10), Duration.ofSeconds(10));

  private final InMemoryOnlineStore store = InMemoryOnlineStore.empty("default");
  private final ServiceLookup lookup = new ServiceLookup(name -> store, CLOCK);
  private final Sink sink = new Sink();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  /** Keeps what it is given, as long as it may. */
  private final class Sink implements AnswerSink {
    private final ConcurrentLinkedQueue<Batch> batches = new ConcurrentLinkedQueue<>();
    private final Set<UUID> attempts = new HashSet<>();
    private volatile @Nullable RuntimeException failure;
    private volatile Semaphore writes = new Semaphore(Integer.MAX_VALUE);

    @Override
    public void write(Batch batch) {
      writes.acquireUninterruptibly();
      attempts.add(batch.id());
      RuntimeException now = failure;
      if (now != null) {
        throw now;
      }
      batches.add(batch);
    }

    List<String> ids() {
      return batches.stream()
          .flatMap(batch -> batch.answers().stream())
          .map(logged -> logged.answer().request().id())
          .toList();
    }

    @Override
    public void tidy() {
      throw new IllegalStateException("that does not matter");
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @BeforeEach
  void publish() {
    ServedMarket.publishAll(store);
  }

  @AfterEach
  void close() {
    lookup.close();
  }

  private AnswerLog start(double share, AnswerLogSettings settings) {
    return AnswerLog.start(
        new AnswerSample(share, Map.of()),
        settings,
        CLOCK,
        () -> {
          opened.incrementAndGet();
          return sink;
        });
  }

  private LookupAnswer answer(ServicePlan plan, String id) {
    Map<String, Column> columns = new HashMap<>();
    columns.put("ad_id", Column.of(List.of("A1", "A2", "A3")));
    columns.put("user_id", Column.same("U1"));
    columns.put("bonus", Column.same(1L));
    columns.keySet().retainAll(plan.parameters().keySet());
    return lookup.answer(
        plan, new LookupRequest(3, columns, ServedMarket.NOW, Duration.ofMinutes(1)).withId(id));
  }

  private LookupAnswer answer(String id) {
    return answer(ServedMarket.plan(), id);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void answered_isWrittenWhole_byServiceInOrder() {
    try (AnswerLog log = start(1, AT_ONCE)) {
      ServicePlan plan = ServedMarket.plan();
      for (int i = 0; i < 20; i++) {
        log.answered(answer(plan, "r" + i));
        log.answered(answer(ServicePlan.of(ServedMarket.ADS), "v" + i));
      }
      await(() -> log.logged() == 120);
      assertThat(log.queuedRows()).isZero();
      assertThat(log.queuedBytes()).isZero();
      assertThat(log.dropped()).isZero();
    }
    assertThat(sink.ids()).hasSize(40).doesNotHaveDuplicates();
    assertThat(sink.ids().stream().filter(id -> id.startsWith("r")).toList())
        .containsSubsequence("r0", "r1", "r18", "r19");
    assertThat(sink.batches)
        .allSatisfy(
            batch ->
                assertThat(batch.answers())
                    .allSatisfy(a -> assertThat(a.answer().plan()).isSameAs(batch.plan())));
    assertThat(closed.get()).isEqualTo(1);
  }

  @Test
  void answered_moreThanFits_isDroppedAndCountedAndNeverWaits() {
    Semaphore writes = new Semaphore(0);
    sink.writes = writes;
    AnswerLogSettings small =
        new AnswerLogSettings(
            20_000, 10, Duration.ZERO, Duration.ofMillis(10), Duration.ofSeconds(10));
    try (AnswerLog log = start(1, small)) {
      for (int i = 0; i < 200; i++) {
        log.answered(answer("r" + i));
      }
      assertThat(log.dropped()).isPositive();
      assertThat(log.queuedBytes()).isLessThanOrEqualTo(20_000);
      assertThat(log.dropped() + log.queuedRows()).isEqualTo(600);
      writes.release(1_000);
      await(() -> log.logged() + log.dropped() == 600);
    }
  }

  @Test
  void write_failsOutside_isTriedAgainWithTheSameId() {
    sink.failure = new FactoryException(Kind.EXTERNAL, "the disk is full");
    try (AnswerLog log = start(1, AT_ONCE)) {
      log.answered(answer("a"));
      await(() -> log.failed() >= 3);
      assertThat(log.queuedRows()).isEqualTo(3);
      sink.failure = null;
      await(() -> log.logged() == 3);
    }
    assertThat(sink.attempts).hasSize(1);
    assertThat(sink.ids()).containsExactly("a");
    assertThat(opened.get()).as("opened anew after each failure").isGreaterThanOrEqualTo(4);
    assertThat(closed.get()).isEqualTo(opened.get());
  }

  @Test
  void write_failsByItself_isGivenUpAndTheNextIsWritten() {
    sink.failure = new IllegalStateException("a fault");
    try (AnswerLog log = start(1, AT_ONCE)) {
      log.answered(answer("a"));
      await(() -> log.dropped() == 3);
      sink.failure = null;
      log.answered(answer("b"));
      await(() -> log.logged() == 3);
    }
    assertThat(sink.ids()).containsExactly("b");
  }

  @Test
  void close_writesWhatWaits_andEndsInTimeIfItCannot() {
    AnswerLogSettings later =
        new AnswerLogSettings(
            1 << 20, 1_000, Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(300));
    AnswerLog log = start(1, later);
    log.answered(answer("a"));
    log.close();
    assertThat(sink.ids()).containsExactly("a");

    sink.failure = new FactoryException(Kind.EXTERNAL, "the disk is full");
    AnswerLog failing = start(1, later);
    failing.answered(answer("b"));
    failing.close();
    assertThat(failing.logged()).isZero();
    assertThat(failing.dropped()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void answered_byManyThreads_losesAndDoublesNothing() throws Exception {
    int threads = 8;
    try (AnswerLog log = start(1, AT_ONCE)) {
      CountDownLatch done = new CountDownLatch(threads);
      List<LookupAnswer> answers = new ArrayList<>();
      for (int i = 0; i < threads * 50; i++) {
        answers.add(answer("r" + i));
      }
      for (int t = 0; t < threads; t++) {
        int first = t * 50;
        new Thread(
                () -> {
                  answers.subList(first, first + 50).forEach(log::answered);
                  done.countDown();
                })
            .start();
      }
      done.await();
      await(() -> log.logged() + log.dropped() == threads * 150L);
      assertThat(log.queuedBytes()).isZero();
      assertThat(sink.ids()).hasSize((int) (log.logged() / 3)).doesNotHaveDuplicates();
    }
  }

  @Test
  void sample_isTheSameEverywhere_andAShareOfTheRequests() {
    ServicePlan plan = ServedMarket.plan();
    AnswerSample tenth = new AnswerSample(0.1, Map.of());
    AnswerSample half = new AnswerSample(0.01, Map.of("ranking", 0.5));
    int inTenth = 0;
    int inHalf = 0;
    for (int i = 0; i < 10_000; i++) {
      String id = "request-" + i;
      boolean small = tenth.has(plan, id);
      boolean great = half.has(plan, id);
      assertThat(new AnswerSample(0.1, Map.of()).has(plan, id)).isEqualTo(small);
      assertThat(!small || great).as("a small sample is in a greater one").isTrue();
      inTenth += small ? 1 : 0;
      inHalf += great ? 1 : 0;
    }
    assertThat(inTenth).isBetween(900, 1_100);
    assertThat(inHalf).isBetween(4_800, 5_200);
    assertThat(new AnswerSample(0, Map.of()).isEmpty()).isTrue();
    assertThat(new AnswerSample(0, Map.of("ranking", 0.1)).isEmpty()).isFalse();
    assertThat(new AnswerSample(1, Map.of()).has(plan, "")).isTrue();
    assertThat(
            new AnswerSample(1, Map.of())
                .has(ServicePlan.listed(ServedMarket.service(), plan.views()), "a"))
        .as("lists of features have no table")
        .isFalse();
    assertThatThrownBy(() -> new AnswerSample(1.5, Map.of())).hasMessageContaining("share: 1.5");
  }

  @Test
  void requestId_isTakenIfItIsOne() {
    assertThat(RequestId.of("a-1/B")).isEqualTo("a-1/B");
    for (String none : new String[] {"", "a b", "a\nb", "\u00fc", "x".repeat(129)}) {
      assertThat(RequestId.of(none)).matches("[0-9a-f]{32}");
    }
    assertThat(RequestId.of(null)).isNotEqualTo(RequestId.of(null));
  }
}
