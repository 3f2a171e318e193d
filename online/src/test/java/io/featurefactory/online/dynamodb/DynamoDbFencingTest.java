package io.featurefactory.online.dynamodb;

import static io.featurefactory.online.dynamodb.DynamoDbFixture.VIEW;
import static io.featurefactory.online.dynamodb.DynamoDbFixture.delete;
import static io.featurefactory.online.dynamodb.DynamoDbFixture.published;
import static io.featurefactory.online.dynamodb.DynamoDbFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FencedException;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowScan;
import io.featurefactory.testkit.servers.DynamoDb;
import io.featurefactory.testkit.servers.DynamoDbProxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writers that sleep between their look at the head and their rows change nothing that is seen. */
final class DynamoDbFencingTest {
  private DynamoDbProxy proxy;
  private DynamoDbFixture awake;
  private DynamoDbFixture sleeper;
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch wakes = new CountDownLatch(1);

  @BeforeEach
  void open() {
    proxy = DynamoDbProxy.before(DynamoDb.endpoint());
    DynamoDbSettings settings = TestTables.another();
    awake = DynamoDbFixture.open(settings);
    sleeper = DynamoDbFixture.open(settings.withEndpoint(proxy.endpoint()));
  }

  @AfterEach
  void close() {
    wakes.countDown();
    sleeper.close();
    awake.close();
    proxy.close();
  }

  /** A batch that has looked at the head, and whose puts are not done before {@link #wakes}. */
  private CompletableFuture<Void> asleep(int generation, long run, RowChange change)
      throws InterruptedException {
    OnlineWriter writer = sleeper.store().openWriter();
    proxy.decide(
        operation -> {
          if (operation.equals("PutItem")) {
            arrived.countDown();
            try {
              wakes.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return new DynamoDbProxy.Pass();
        });
    RowBatch batch = new RowBatch(VIEW, generation, run, List.of(change));
    CompletableFuture<Void> written = writer.writeAsync(batch);
    arrived.await();
    return written;
  }

  @Test
  void write_newerRunsCameMeanwhile_isFenced() throws Exception {
    awake.rebuild(1, put("a", 1, "one"));
    awake.begin(2);
    CompletableFuture<Void> late = asleep(1, 2, put("a", 2, "two"));
    awake.publish(2, put("a", 2, "two"));
    awake.publish(3, put("a", 3, "three"));
    wakes.countDown();
    assertThatThrownBy(late::join).hasCauseInstanceOf(FencedException.class);
    assertThat(awake.row("a")).isEqualTo("three");
  }

  @Test
  void write_newerRunDeletedTheKey_staysDeleted() throws Exception {
    awake.rebuild(1, put("a", 1, "one"));
    awake.begin(2);
    CompletableFuture<Void> late = asleep(1, 2, put("a", 2, "two"));
    awake.publish(2, put("a", 2, "two"));
    awake.publish(3, delete("a", 3));
    wakes.countDown();
    assertThatThrownBy(late::join).hasCauseInstanceOf(FencedException.class);
    assertThat(awake.row("a")).isEmpty();
  }

  @Test
  void write_ofABuilder_generationIsServedMeanwhile_leavesRowsOfRuns() throws Exception {
    awake.rebuild(1, put("a", 1, "one"));
    int generation;
    try (OnlineWriter writer = awake.store().openWriter()) {
      generation = writer.beginGeneration(VIEW, "log");
    }
    CompletableFuture<Void> late = asleep(generation, 2, put("a", 1, "one"));
    try (OnlineWriter writer = awake.store().openWriter()) {
      writer.write(new RowBatch(VIEW, generation, 2, List.of(put("a", 1, "one"))));
      writer.switchGeneration(VIEW, generation, published(2));
    }
    awake.publish(3, put("a", 3, "three"));
    wakes.countDown();
    assertThatThrownBy(late::join).hasCauseInstanceOf(FencedException.class);
    assertThat(awake.row("a")).isEqualTo("three");
  }

  /** Its last run is after the one as which it is served, so later runs could not replace it. */
  @Test
  void switchGeneration_backToOneOfALaterRun_copiesItsRows() throws Exception {
    awake.rebuild(9, put("a", 9, "one"), put("b", 9, "one"));
    awake.begin(10);
    CompletableFuture<Void> late = asleep(1, 10, put("a", 10, "two"));
    awake.publish(10, put("a", 10, "two"));
    awake.rebuild(2, put("a", 2, "other"));
    try (OnlineWriter writer = awake.store().openWriter()) {
      writer.switchGeneration(VIEW, 1, published(3));
    }
    wakes.countDown();
    late.join();
    assertThat(awake.row("a")).isEqualTo("two");
    assertThat(awake.row("b")).isEqualTo("one");
    awake.publish(4, put("a", 4, "four"));
    assertThat(awake.row("a")).isEqualTo("four");
    assertThat(awake.progress().current().number()).isEqualTo(1);
    try (RowScan scan = awake.store().scan(VIEW)) {
      int rows = 0;
      while (scan.next()) {
        rows++;
      }
      assertThat(rows).isEqualTo(2);
    }
  }

  /** Two publishers of one run: both end well, or one is fenced; the rows are the run's. */
  @Test
  void publish_twoAtOnce_endInOneState() {
    awake.rebuild(1, put("a", 1, "one"));
    for (long run = 2; run < 12; run++) {
      long now = run;
      String row = "run " + now;
      CompletableFuture<Void> other =
          CompletableFuture.runAsync(() -> sleeper.publish(now, put("a", now, row)));
      Throwable first = outcome(() -> awake.publish(now, put("a", now, row)));
      Throwable second = outcome(other::join);
      assertThat(first == null || second == null).isTrue();
      assertThat(awake.row("a")).isEqualTo(row);
      assertThat(sleeper.progress().run()).isEqualTo(now);
      assertThat(awake.progress().begun()).isNull();
    }
  }

  private static Throwable outcome(Runnable call) {
    try {
      call.run();
      return null;
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      assertThat(cause).isInstanceOfAny(FencedException.class, IllegalArgumentException.class);
      return cause;
    }
  }
}
