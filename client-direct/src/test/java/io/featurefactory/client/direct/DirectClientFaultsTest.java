package io.featurefactory.client.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.client.FeatureAnswer;
import io.featurefactory.client.FeatureRequest;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.serving.ServedMarket;
import io.featurefactory.serving.message.ServicePlanFile;
import io.featurefactory.testkit.servers.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that is away, or does not answer. */
class DirectClientFaultsTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  /** Of a machine that does much else. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @TempDir Path temporary;

  private RedisServer redis;
  private OnlineStore store;
  private DirectClient client;

  @BeforeEach
  void start() {
    redis = RedisServer.start(temporary);
    store = BothClients.open(redis);
    ServedMarket.publishAll(store);
    client =
        DirectClient.builder()
            .plan("ranking.plan", ServicePlanFile.bytes(ServedMarket.plan()))
            .store(store)
            .within(Duration.ofMinutes(1))
            .clock(BothClients.CLOCK)
            .build();
    assertThat(client.lookup(page()).isComplete()).isTrue();
  }

  @AfterEach
  void stop() {
    client.close();
    store.close();
    redis.close();
  }

  private static FeatureRequest page() {
    return FeatureRequest.of("ranking")
        .each("ad_id", List.of("A1", "A2"))
        .same("user_id", "U1")
        .same("bonus", 1);
  }

  @Test
  void lookup_storeIsDown_isErrorWithinTheTime() {
    redis.kill();

    for (int i = 0; i < 10; i++) {
      assertNothingKnown();
    }
  }

  @Test
  void lookup_storeDoesNotAnswer_isErrorWithinTheTime() {
    redis.freeze();
    try {
      assertNothingKnown();
    } finally {
      redis.thaw();
    }
  }

  private void assertNothingKnown() {
    long started = System.nanoTime();
    FeatureAnswer answer = client.lookup(page().within(SHORT));
    long took = System.nanoTime() - started;

    assertThat(took).isLessThan(SHORT.plus(PATIENCE).toNanos());
    assertThat(answer.isComplete()).isFalse();
    assertThat(answer.failure()).contains("default");
    for (int output = 0; output < answer.columns().size(); output++) {
      assertThat(answer.status(output, 1)).isEqualTo(ValueStatus.ERROR);
      assertThat(answer.columns().get(output).value(1)).isNull();
    }
    for (float value : answer.matrix()) {
      assertThat(value).isNaN();
    }
    assertThat(answer.views()).allSatisfy(view -> assertThat(view.failure()).isNotNull());
  }

  @Test
  void lookupAsync_manyWhileTheStoreDoesNotAnswer_holdNoThread() throws Exception {
    List<CompletableFuture<FeatureAnswer>> answers = new ArrayList<>();
    int threads = Thread.activeCount();
    redis.freeze();
    try {
      for (int i = 0; i < 300; i++) {
        answers.add(client.lookupAsync(page()));
      }
      assertThat(answers).noneMatch(CompletableFuture::isDone);
      assertThat(Thread.activeCount()).isLessThan(threads + 20);
    } finally {
      redis.thaw();
    }
    for (CompletableFuture<FeatureAnswer> answer : answers) {
      FeatureAnswer found = answer.get(1, TimeUnit.MINUTES);
      assertThat(found.isComplete()).as(found.toString()).isTrue();
    }
  }

  @Test
  void lookupAsync_executorThatTakesNothing_isAnsweredAllTheSame() throws Exception {
    try (DirectClient other =
        DirectClient.builder()
            .plan("ranking.plan", ServicePlanFile.bytes(ServedMarket.plan()))
            .store(store)
            .within(Duration.ofMinutes(1))
            .executor(
                task -> {
                  throw new java.util.concurrent.RejectedExecutionException("closed");
                })
            .build()) {
      assertThat(other.lookupAsync(page()).get(1, TimeUnit.MINUTES).isComplete()).isTrue();
    }
  }
}
