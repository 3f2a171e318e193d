package io.featurefactory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.featurefactory.client.FeatureClientException.Reason;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.server.LookupServer;
import io.featurefactory.server.ServerSettings;
import io.featurefactory.serving.Column;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.LookupRequest;
import io.featurefactory.serving.ServiceCatalog;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import io.featurefactory.testkit.servers.TcpProxy;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteClientTest {
  private static final Clock CLOCK = Clock.fixed(AllTypes.NOW, ZoneOffset.UTC);
  private static final InMemoryOnlineStore STORE = InMemoryOnlineStore.empty("default");
  private static volatile Runnable before = () -> {};
  private static volatile DataType input = Primitive.BIGINT;

  private static ServiceLookup lookup;
  private static LookupServer server;
  private static FeatureClient client;

  @BeforeAll
  static void start() {
    AllTypes.publish(STORE, new Random(3));
    lookup =
        new ServiceLookup(
            name -> {
              before.run();
              return STORE;
            },
            CLOCK);
    server =
        LookupServer.start(
            ServerSettings.at("127.0.0.1", 0), new OneService(), lookup, CLOCK, List.of());
    client = RemoteClient.connect("127.0.0.1:" + server.port());
  }

  private static final class OneService implements ServiceCatalog {
    @Override
    public ServicePlan service(String name) {
      if (!name.equals("all")) {
        throw new FactoryException(Kind.USER, "no such service: " + name);
      }
      return AllTypes.plan(input);
    }

    @Override
    public ServicePlan view(String name) {
      return ServicePlan.of(AllTypes.plan(input).views().get(0));
    }

    @Override
    public List<ServicePlan> services() {
      return List.of(AllTypes.plan(input));
    }
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    lookup.close();
  }

  @BeforeEach
  void allIsWell() {
    before = () -> {};
    input = Primitive.BIGINT;
  }

  @Test
  void lookup_valuesOfAllTypes_areThoseOfTheCore() {
    Random random = new Random(11);
    for (DataType type : AllTypes.types()) {
      input = type;
      for (int request = 0; request < 20; request++) {
        int rows = request == 0 ? 0 : 1 + random.nextInt(60);
        List<@Nullable Object> ids = new ArrayList<>();
        List<@Nullable Object> sent = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
          ids.add(random.nextInt(9) == 0 ? null : random.nextInt(AllTypes.KEYS + 20) - 10L);
          sent.add(random.nextInt(4) == 0 ? null : AllTypes.value(random, type));
        }
        String category = random.nextInt(5) == 0 ? null : "c" + random.nextInt(3);

        FeatureAnswer answer =
            client.lookup(
                FeatureRequest.of("all")
                    .each("id", ids)
                    .same("category", category)
                    .each("sent", sent)
                    .withDetails());

        LookupAnswer expected =
            lookup.answer(
                AllTypes.plan(type),
                new LookupRequest(
                    rows,
                    Map.of(
                        "id", Column.of(ids),
                        "category", Column.same(category),
                        "sent", Column.of(sent)),
                    AllTypes.NOW,
                    Duration.ofSeconds(10)));
        assertSame(answer, expected);
      }
    }
  }

  private static void assertSame(FeatureAnswer answer, LookupAnswer expected) {
    assertThat(answer.service()).isEqualTo("all@1");
    assertThat(answer.askedAt()).isEqualTo(AllTypes.NOW);
    assertThat(answer.isComplete()).isTrue();
    assertThat(answer.rows()).isEqualTo(expected.rows());
    assertThat(answer.columns()).hasSameSizeAs(expected.plan().outputs());
    List<Float> numbers = new ArrayList<>();
    for (int row = 0; row < expected.rows(); row++) {
      for (int output = 0; output < answer.columns().size(); output++) {
        FeatureColumn column = answer.columns().get(output);
        assertThat(column.name()).isEqualTo(expected.plan().outputs().get(output).name());
        Object value = expected.value(output, row);
        assertThat(column.value(row)).isEqualTo(value);
        assertThat(column.isNull(row)).isEqualTo(value == null);
        assertThat(column.status(row)).isEqualTo(expected.status(output, row));
        if (column.isNumeric()) {
          numbers.add((float) number(value));
        }
      }
      assertThat(answer.views().get(0).runs().get(row)).isEqualTo(7);
      assertThat(answer.views().get(0).changedAt().get(row))
          .isEqualTo(expected.views().get(0).changedAt(row));
    }
    float[] matrix = answer.matrix();
    List<Float> found = new ArrayList<>();
    for (float one : matrix) {
      found.add(one);
    }
    assertThat(found).isEqualTo(numbers);
  }

  private static double number(@Nullable Object value) {
    if (value == null) {
      return Double.NaN;
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    return value instanceof BigDecimal decimal
        ? decimal.doubleValue()
        : ((Number) value).doubleValue();
  }

  @Test
  void lookup_facts_sayWhereTheValuesComeFrom() {
    ViewFacts facts = client.lookup(page()).views().get(0);

    assertThat(facts.view()).isEqualTo("everything@2");
    assertThat(facts.store()).isEqualTo("default");
    assertThat(facts.run()).isEqualTo(7);
    assertThat(facts.age()).isEqualTo(Duration.ofMinutes(1));
    assertThat(facts.watermark()).isEqualTo(AllTypes.NOW.minusSeconds(60));
    assertThat(facts.runs()).isEmpty();
  }

  @Test
  void lookup_ofAView_hasItsFeatures() {
    FeatureAnswer answer =
        client.lookup(
            FeatureRequest.ofView("everything").each("id", List.of(1, 2)).same("category", "c1"));

    assertThat(answer.columns()).hasSize(AllTypes.types().size());
    assertThat(answer.column("everything.f1").longAt(0)).isNotZero();
  }

  @Test
  void fill_intoALargerArray_leavesTheRest() {
    FeatureAnswer answer = client.lookup(page());
    int size = answer.rows() * answer.matrixColumns().size();
    float[] target = new float[size + 3];
    Arrays.fill(target, -7);

    answer.fill(target, 2);

    assertThat(target).startsWith(-7, -7).endsWith(-7);
    assertThat(Arrays.copyOfRange(target, 2, 2 + size)).isEqualTo(answer.matrix());
    assertThatThrownBy(() -> answer.fill(new float[size], 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void lookup_storeThatFails_isAnAnswerThatIsNotComplete() {
    before =
        () -> {
          throw new FactoryException(Kind.EXTERNAL, "the store is down");
        };

    FeatureAnswer answer = client.lookup(page());

    assertThat(answer.isComplete()).isFalse();
    assertThat(answer.failure()).isEqualTo("the store is down");
    assertThat(answer.status(1, 0)).isEqualTo(ValueStatus.ERROR);
    assertThat(answer.column("everything.f2").doubleAt(0)).isNaN();
    assertThat(answer.views().get(0).watermark()).isNull();
    assertThat(answer.column("given").value(0)).isEqualTo(4L);
  }

  @Test
  void lookup_refused_saysWhy() {
    FeatureClientException wrong = failure(FeatureRequest.of("all").same("ids", 1L));
    assertThat(wrong.reason()).isEqualTo(Reason.REFUSED);
    assertThat(wrong).hasMessageContaining("all@1 has no key or input 'ids' (did you mean 'id'?)");

    FeatureClientException unknown = failure(FeatureRequest.of("al").same("id", 1L));
    assertThat(unknown.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(unknown).hasMessage("no such service: al");
  }

  @Test
  void lookup_valuesOfSeveralClasses_areRefused() {
    assertThatThrownBy(() -> client.lookup(page().each("id", List.of(1L, "two"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("id: values of Long and of String (expected: of one class)");
    assertThatThrownBy(() -> client.lookup(page().same("id", new Object())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("id: a java.lang.Object (expected: Boolean, Long,");
  }

  @Test
  void lookup_nobodyThere_isUnavailable() {
    try (FeatureClient nobody = RemoteClient.connect("127.0.0.1:1")) {
      FeatureClientException failure =
          catchThrowableOfType(FeatureClientException.class, () -> nobody.lookup(page()));

      assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(failure).hasMessageContaining("Look whether ff serve runs there");
    }
  }

  @Test
  void lookup_connectionIsLostOnTheWay_isAskedOnceMore() {
    AtomicInteger asked = new AtomicInteger();
    try (TcpProxy network = TcpProxy.to(server.port());
        FeatureClient remote = RemoteClient.connect("127.0.0.1:" + network.port())) {
      before =
          () -> {
            if (asked.incrementAndGet() == 1) {
              network.drop();
            }
          };

      assertThat(remote.lookup(page()).isComplete()).isTrue();
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void lookup_connectionIsLostEachTime_isUnavailable() {
    AtomicInteger asked = new AtomicInteger();
    try (TcpProxy network = TcpProxy.to(server.port());
        FeatureClient remote = RemoteClient.connect("127.0.0.1:" + network.port())) {
      before =
          () -> {
            asked.incrementAndGet();
            network.drop();
          };

      FeatureClientException failure =
          catchThrowableOfType(FeatureClientException.class, () -> remote.lookup(page()));

      assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(asked).hasValue(2);
    }
  }

  /** It may throw when a call is made, and when it is sent. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lookup_interceptorOfTheCallersThrows_saysSo(boolean whenSent) {
    ManagedChannel channel =
        ManagedChannelBuilder.forTarget("127.0.0.1:" + server.port()).usePlaintext().build();
    RemoteClient remote =
        RemoteClient.over(ClientInterceptors.intercept(channel, new Throwing(whenSent)));

    FeatureClientException failure =
        catchThrowableOfType(FeatureClientException.class, () -> remote.lookup(page()));

    assertThat(failure.reason()).isEqualTo(Reason.FAULT);
    assertThat(failure)
        .hasMessageContaining("the request could not be sent")
        .hasMessageContaining("no token");
    channel.shutdownNow();
  }

  private record Throwing(boolean whenSent) implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      if (!whenSent) {
        throw new IllegalStateException("no token");
      }
      return new ForwardingClientCall.SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void sendMessage(Q message) {
          throw new IllegalStateException("no token");
        }
      };
    }
  }

  @Test
  void lookupAsync_cancelledOnTheWay_isNotAskedAgain() {
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<CompletableFuture<FeatureAnswer>> sent = new CompletableFuture<>();
    try (FeatureClient remote = RemoteClient.connect("127.0.0.1:" + server.port())) {
      before =
          () -> {
            if (asked.incrementAndGet() == 1) {
              sent.join().cancel(true);
            }
          };
      CompletableFuture<FeatureAnswer> answer = remote.lookupAsync(page());
      sent.complete(answer);

      assertThatThrownBy(answer::join).isInstanceOf(CancellationException.class);
      assertThat(remote.lookup(page()).isComplete()).isTrue();
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void lookupAsync_failure_isThatOfLookup() {
    CompletableFuture<FeatureAnswer> answer = client.lookupAsync(FeatureRequest.of("al"));

    assertThatThrownBy(answer::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(FeatureClientException.class);
  }

  @Test
  void lookup_manyAtOnce_areAllAnswered() {
    List<CompletableFuture<FeatureAnswer>> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      all.add(
          client.lookupAsync(page().each("id", List.of(i % 100L)).same("category", "c" + i % 3)));
    }

    assertThat(all).allSatisfy(one -> assertThat(one.join().isComplete()).isTrue());
  }

  private static FeatureClientException failure(FeatureRequest request) {
    return catchThrowableOfType(FeatureClientException.class, () -> client.lookup(request));
  }

  private static FeatureRequest page() {
    return FeatureRequest.of("all")
        .each("id", List.of(1L, 2L, 3_000L))
        .same("category", "c1")
        .same("sent", 4L);
  }
}
