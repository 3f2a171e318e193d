package io.featurefactory.client.direct;

import static io.featurefactory.client.direct.SameAnswers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.featurefactory.client.AllTypes;
import io.featurefactory.client.FeatureAnswer;
import io.featurefactory.client.FeatureClientException;
import io.featurefactory.client.FeatureClientException.Reason;
import io.featurefactory.client.FeatureColumn;
import io.featurefactory.client.FeatureRequest;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.serving.ServedMarket;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.message.ServicePlanFile;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectClientTest {
  private static final Decimal MONEY = new Decimal(10, 2);

  @TempDir static Path temporary;

  private static BothClients both;

  @BeforeAll
  static void start() {
    both = new BothClients(temporary, MONEY);
  }

  @AfterAll
  static void stop() {
    both.close();
  }

  @Test
  void lookup_randomRequestsOfTheMarket_areAnsweredAsByTheServer() {
    Random random = new Random(17);
    Set<ValueStatus> statuses = EnumSet.noneOf(ValueStatus.class);
    for (int i = 0; i < 300; i++) {
      FeatureRequest request = ofMarket(random);
      // data of ten hours ago are stale
      both.at(ServedMarket.NOW.plus(Duration.ofHours(random.nextInt(3) == 0 ? 10 : 0)));
      FeatureAnswer answer = answer(request, random);
      assertSame(answer, both.remote().lookup(request));
      for (int row = 0; row < answer.rows(); row++) {
        for (FeatureColumn column : answer.columns()) {
          statuses.add(column.status(row));
        }
      }
    }
    both.at(ServedMarket.NOW);
    assertThat(statuses).containsExactlyInAnyOrder(ValueStatus.values());
  }

  /** Waiting or not. */
  private static FeatureAnswer answer(FeatureRequest request, Random random) {
    return random.nextBoolean()
        ? both.direct().lookup(request)
        : both.direct().lookupAsync(request).join();
  }

  private static FeatureRequest ofMarket(Random random) {
    if (random.nextInt(8) == 0) {
      return FeatureRequest.ofView("ads").each("ad_id", some(random, 30, "A1", "A2", "A3", null));
    }
    int rows = random.nextInt(10) == 0 ? 0 : random.nextInt(40);
    FeatureRequest request =
        FeatureRequest.of(random.nextBoolean() ? "ranking" : "ranking@3")
            .each("ad_id", some(random, rows, "A1", "A2", "A3", "A9", null))
            .within(Duration.ofSeconds(20));
    request =
        random.nextBoolean()
            ? request.same("user_id", random.nextBoolean() ? "U1" : null)
            : request.each("user_id", some(random, rows, "U1", "U2", null));
    if (random.nextInt(3) == 0) {
      request = request.each("seller_id", some(random, rows, "S1", "S2", null));
    }
    request =
        random.nextBoolean()
            ? request.same("bonus", random.nextBoolean() ? 7 : Long.MAX_VALUE)
            : request.each("bonus", some(random, rows, 0L, -5L, Long.MAX_VALUE, null));
    return random.nextBoolean() ? request.withDetails() : request;
  }

  private static List<@Nullable Object> some(Random random, int count, @Nullable Object... from) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(from[random.nextInt(from.length)]);
    }
    return values;
  }

  @Test
  void lookup_randomRequestsOfAllTypes_areAnsweredAsByTheServer() {
    Random random = new Random(23);
    for (int i = 0; i < 100; i++) {
      int rows = random.nextInt(50);
      List<@Nullable Object> ids = new ArrayList<>();
      List<@Nullable Object> sent = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        ids.add(random.nextInt(9) == 0 ? null : random.nextInt(AllTypes.KEYS + 20) - 10L);
        sent.add(random.nextInt(4) == 0 ? null : AllTypes.value(random, MONEY));
      }
      FeatureRequest request =
          FeatureRequest.of("all")
              .each("id", ids)
              .same("category", random.nextInt(5) == 0 ? null : "c" + random.nextInt(3))
              .each("sent", sent)
              .withDetails();

      assertSame(answer(request, random), both.remote().lookup(request));
    }
  }

  @Test
  void lookup_wrongRequests_areRefusedAsByTheServer() {
    FeatureRequest ranking =
        FeatureRequest.of("ranking").same("ad_id", "A1").same("user_id", "U1").same("bonus", 1);
    FeatureRequest all = FeatureRequest.of("all").same("id", 1).same("category", "c");
    Stream.of(
            FeatureRequest.of("ranking"),
            ranking.same("user", "U1"),
            ranking.same("x".repeat(300), "U1"),
            FeatureRequest.of("r".repeat(300)),
            FeatureRequest.ofView("r".repeat(300)),
            FeatureRequest.ofView("ads").same("ad", "A1"),
            ranking.each("ad_id", List.of(1L, 2L)),
            ranking.same("bonus", "one"),
            ranking.same("bonus", 1.5),
            ranking.same("bonus", List.of(1L)),
            ranking.each("ad_id", List.of("A1", "A2")).each("user_id", List.of("U1")),
            ranking.each("ad_id", Collections.nCopies(5_001, "A1")),
            all.same("sent", "no number"),
            all.same("sent", new BigDecimal("1.234")),
            all.same("sent", new BigDecimal("123456789.5")),
            all.same("sent", Instant.EPOCH))
        .forEach(DirectClientTest::assertSameRefusal);
  }

  private static void assertSameRefusal(FeatureRequest request) {
    FeatureClientException expected =
        catchThrowableOfType(FeatureClientException.class, () -> both.remote().lookup(request));
    FeatureClientException found =
        catchThrowableOfType(FeatureClientException.class, () -> both.direct().lookup(request));
    assertThat(expected.reason()).isEqualTo(Reason.REFUSED);
    assertThat(found).hasMessage(expected.getMessage());
    assertThat(found.reason()).isEqualTo(expected.reason());
    CompletableFuture<FeatureAnswer> later = both.direct().lookupAsync(request);
    assertThatThrownBy(later::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(FeatureClientException.class)
        .hasMessage(expected.getMessage());
  }

  @Test
  void lookup_whatCannotBeSent_isTheCallersFaultAsWithAServer() {
    for (FeatureRequest request :
        List.of(
            FeatureRequest.of("ranking").each("ad_id", List.of("A1", 2L)),
            FeatureRequest.of("ranking").same("ad_id", new Object()))) {
      Throwable expected = catchThrowable(() -> both.remote().lookup(request));
      assertThatThrownBy(() -> both.direct().lookup(request))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(expected.getMessage().substring(0, 10));
      assertThatThrownBy(() -> both.direct().lookupAsync(request))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void lookup_serviceWithoutAPlan_isNotFound() {
    FeatureClientException unknown =
        catchThrowableOfType(
            FeatureClientException.class, () -> both.direct().lookup(FeatureRequest.of("rankin")));

    assertThat(unknown.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(unknown)
        .hasMessage(
            "The client has no plan of service rankin (did you mean 'ranking'?) (expected: one of"
                + " all@1, ranking@3). ff generate plan writes one");
    assertThat(
            catchThrowableOfType(
                    FeatureClientException.class,
                    () -> both.direct().lookup(FeatureRequest.of("ranking@2")))
                .reason())
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(
            catchThrowableOfType(
                FeatureClientException.class,
                () -> both.direct().lookup(FeatureRequest.ofView("views"))))
        .hasMessageContaining("expected: one of ads@1, everything@2, sellers@1, users@1");
  }

  @Test
  void lookup_planOfAViewThatWasReplaced_saysThatItIsOld() {
    InMemoryOnlineStore store = InMemoryOnlineStore.empty("default");
    ServedMarket.publishAll(store);
    try (DirectClient client = client(ofLogBefore(ServedMarket.plan()), store)) {
      FeatureAnswer answer =
          client.lookup(
              FeatureRequest.of("ranking")
                  .same("ad_id", "A1")
                  .same("user_id", "U1")
                  .same("bonus", 1));

      assertThat(answer.isComplete()).isFalse();
      assertThat(answer.failure()).contains("users v1", "generate the plan again");
      assertThat(answer.column("users.taste").status(0)).isEqualTo(ValueStatus.ERROR);
      assertThat(answer.column("ads.clicks").value(0)).isEqualTo(10L);
    }
  }

  /** The plan as it was before the log of users was made anew. */
  private static ServicePlan ofLogBefore(ServicePlan now) {
    List<ServedView> views = new ArrayList<>(now.views());
    ServedView users = views.remove(2);
    views.add(
        new ServedView(
            users.view(),
            users.keys(),
            users.rows(),
            users.freshWithin(),
            users.stores(),
            "log_users_before "));
    return ServicePlan.of(now.service(), views);
  }

  private static DirectClient client(ServicePlan plan, OnlineStore store) {
    return DirectClient.builder()
        .plan("a.plan", ServicePlanFile.bytes(plan))
        .store(store)
        .clock(BothClients.CLOCK)
        .build();
  }

  @Test
  void warmUp_storeThatAnswersOrNot_saysWhy() {
    InMemoryOnlineStore store = InMemoryOnlineStore.empty("default");
    try (DirectClient client = client(ServedMarket.plan(), store)) {
      assertThat(client.warmUp(Duration.ofMillis(100)))
          .startsWith("ranking@3: ")
          .contains("is not in default");
      ServedMarket.publishAll(store);
      assertThat(client.warmUp(Duration.ofSeconds(20))).isNull();
    }
  }

  @Test
  void lookup_afterClose_saysSo() {
    DirectClient client = client(ServedMarket.plan(), InMemoryOnlineStore.empty("default"));
    client.close();

    FeatureClientException closed =
        catchThrowableOfType(
            FeatureClientException.class, () -> client.lookup(FeatureRequest.of("ranking")));

    assertThat(closed.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(closed).hasMessageStartingWith("The client was closed");
  }

  @Test
  void build_whatIsMissing_isSaid() throws Exception {
    byte[] plan = ServicePlanFile.bytes(ServedMarket.plan());
    assertThatThrownBy(() -> DirectClient.builder().build())
        .hasMessage("plans: none (expected: at least one, which ff generate plan writes)");
    assertThatThrownBy(() -> DirectClient.builder().plan("a", plan).plan("b", plan).build())
        .hasMessage("plans: two of ranking@3 (expected: one of each version of a service)");
    byte[] before = ServicePlanFile.bytes(newer(ofLogBefore(ServedMarket.plan())));
    assertThatThrownBy(() -> DirectClient.builder().plan("a", plan).plan("b", before).build())
        .hasMessage(
            "plans: those of ranking@3 and ranking@4 have users v1 from two different logs (expected: of one; its log was made anew after the older one was written). Write both again with ff generate plan");
    assertThatThrownBy(
            () ->
                DirectClient.builder()
                    .plan("a", plan)
                    .store(InMemoryOnlineStore.empty("cache"))
                    .build())
        .hasMessageStartingWith(
            "stores: [cache] (expected: also default, which the plan of ranking@3 asks.");
    assertThatThrownBy(() -> DirectClient.builder().within(Duration.ZERO))
        .hasMessage("within: PT0S (expected: a positive duration)");
    Path missing = temporary.resolve("missing.plan");
    assertThatThrownBy(() -> DirectClient.builder().plan(missing))
        .isInstanceOf(FactoryException.class)
        .hasMessageContaining("missing.plan cannot be read");
    Path foreign = Files.write(temporary.resolve("foreign.plan"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> DirectClient.builder().plan(foreign))
        .hasMessageContaining("foreign.plan is no plan of a service");
  }

  @Test
  void service_withoutAVersion_isTheNewestThatHasAPlan() {
    InMemoryOnlineStore store = InMemoryOnlineStore.empty("cache");
    ServedMarket.publishAll(store);
    ServicePlan money = AllTypes.plan(MONEY);
    ServicePlan array = AllTypes.plan(new Array(Primitive.FLOAT));
    AllTypes.publish(store, new Random(3));
    try (DirectClient client =
        DirectClient.builder()
            .plan("1", ServicePlanFile.bytes(money))
            .plan("2", ServicePlanFile.bytes(newer(array)))
            .store("default", store)
            .within(Duration.ofSeconds(20))
            .build()) {
      FeatureRequest request = FeatureRequest.of("all").same("id", 1).same("category", "c1");
      assertThat(client.lookup(request.same("sent", Arrays.asList(1f, null))).service())
          .isEqualTo("all@2");
      FeatureRequest old = FeatureRequest.of("all@1").same("id", 1).same("category", "c1");
      assertThat(client.lookup(old.same("sent", new BigDecimal("1.20"))).column("given").value(0))
          .isEqualTo(new BigDecimal("1.20"));
    }
  }

  private static ServicePlan newer(ServicePlan plan) {
    var service = plan.service();
    return ServicePlan.of(
        new io.featurefactory.model.FeatureService(
            service.name(),
            service.version() + 1,
            service.description(),
            service.owner(),
            service.members(),
            service.resolvedKeys(),
            service.inputs(),
            service.derived(),
            service.store()),
        plan.views());
  }
}
