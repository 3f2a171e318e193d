package io.featurefactory.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.protocol.v1.Argument;
import io.featurefactory.protocol.v1.FeatureColumn;
import io.featurefactory.protocol.v1.FeatureStoreGrpc;
import io.featurefactory.protocol.v1.FeatureStoreGrpc.FeatureStoreBlockingStub;
import io.featurefactory.protocol.v1.ListServicesRequest;
import io.featurefactory.protocol.v1.Longs;
import io.featurefactory.protocol.v1.LookupRequest;
import io.featurefactory.protocol.v1.LookupResponse;
import io.featurefactory.protocol.v1.Service;
import io.featurefactory.protocol.v1.Texts;
import io.featurefactory.protocol.v1.Values;
import io.featurefactory.protocol.v1.ViewAnswer;
import io.featurefactory.serving.LookupLimits;
import io.featurefactory.serving.PlansCatalog;
import io.featurefactory.serving.ServedMarket;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrpcLookupsTest {
  private static final LookupRequest PAGE =
      LookupRequest.newBuilder()
          .setService("ranking")
          .addArguments(each("ad_id", "A1", "A3"))
          .addArguments(Argument.newBuilder().setName("user_id").setSame(texts("U1")))
          .addArguments(Argument.newBuilder().setName("bonus").setSame(longs(1)))
          .build();

  private static final InMemoryOnlineStore STORE = InMemoryOnlineStore.empty("default");
  private static final Clock CLOCK = Clock.fixed(ServedMarket.NOW, ZoneOffset.UTC);
  private static volatile Runnable before = () -> {};

  private static ServiceLookup lookup;
  private static LookupServer server;
  private static ManagedChannel channel;
  private static FeatureStoreBlockingStub stub;

  @BeforeAll
  static void start() {
    ServedMarket.publishAll(STORE);
    lookup =
        new ServiceLookup(
            name -> {
              before.run();
              return STORE;
            },
            CLOCK);
    LookupLimits limits = new LookupLimits(Duration.ofSeconds(30), 100, 100_000);
    server =
        LookupServer.start(
            new ServerSettings("127.0.0.1", 0, limits),
            PlansCatalog.of(ServedMarket.plan()),
            lookup,
            CLOCK,
            List.of());
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    stub = FeatureStoreGrpc.newBlockingStub(channel);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
    lookup.close();
  }

  @BeforeEach
  void allIsWell() {
    before = () -> {};
  }

  @Test
  void lookup_withAnId_isAnsweredWithIt() {
    Metadata.Key<String> name = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
    Metadata sent = new Metadata();
    sent.put(name, "mine-1");
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    LookupResponse answer =
        stub.withInterceptors(
                MetadataUtils.newAttachHeadersInterceptor(sent),
                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers))
            .lookup(PAGE);

    assertThat(answer.getRows()).isEqualTo(2);
    assertThat(headers.get().get(name)).isEqualTo("mine-1");
  }

  @Test
  void lookup_ofAPage_isTypedColumnsWithStatuses() {
    LookupResponse answer = stub.lookup(PAGE);

    assertThat(answer.getService()).isEqualTo("ranking");
    assertThat(answer.getVersion()).isEqualTo(3);
    assertThat(answer.getRows()).isEqualTo(2);
    assertThat(answer.getComplete()).isTrue();
    assertThat(answer.getAskedAtMicros()).isEqualTo(1_772_416_800_000_000L);
    assertThat(answer.getFeaturesList())
        .extracting(FeatureColumn::getName)
        .containsExactly(
            "ads.clicks", "sellers.rate", "users.taste", "clicks_and_bonus", "rate_and_bonus");
    assertThat(answer.getFeaturesList())
        .extracting(FeatureColumn::getType)
        .containsExactly("bigint", "double", "string", "bigint", "double");
    assertThat(answer.getFeatures(0).getValues().getLongs().getValuesList())
        .containsExactly(10L, 0L);
    ByteBuffer rates = answer.getFeatures(1).getValues().getRawDoubles().asReadOnlyByteBuffer();
    assertThat(rates.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer())
        .isEqualTo(DoubleBuffer.wrap(new double[] {0.25, 0.5}));
    assertThat(answer.getFeatures(2).getValues().getTexts().getValuesList())
        .containsExactly("bikes", "bikes");
    assertThat(answer.getFeatures(0).getStatuses().toByteArray()).containsExactly(0, 1);
    assertThat(answer.getFeatures(2).getStatuses().isEmpty()).isTrue();
    ViewAnswer ads = answer.getViews(0);
    assertThat(ads.getView()).isEqualTo("ads");
    assertThat(ads.getStore()).isEqualTo("default");
    assertThat(ads.getRun()).isEqualTo(7);
    assertThat(ads.getAgeSeconds()).isEqualTo(7_200);
    assertThat(ads.getRunsList()).isEmpty();
  }

  @Test
  void lookup_withDetails_tellsRunsAndTimesOfChange() {
    ViewAnswer ads = stub.lookup(PAGE.toBuilder().setDetails(true).build()).getViews(0);

    assertThat(ads.getRunsList()).containsExactly(7L, 7L);
    assertThat(ads.getChangedAt().getTimestamps().getMicros(0)).isEqualTo(1_772_409_600_000_000L);
    assertThat(ads.getChangedAt().getNulls().toByteArray()).containsExactly(2);
  }

  @Test
  void lookup_nullKey_hasTheEmptyRow() {
    Values keys = texts("A1", "").toBuilder().setNulls(bits(2)).build();
    LookupRequest request =
        LookupRequest.newBuilder()
            .setView("ads")
            .addArguments(Argument.newBuilder().setName("ad_id").setEach(keys))
            .build();

    FeatureColumn clicks = stub.lookup(request).getFeatures(0);

    assertThat(clicks.getValues().getLongs().getValuesList()).containsExactly(10L, 0L);
    assertThat(clicks.getStatuses().toByteArray()).containsExactly(0, 1);
  }

  @Test
  void lookup_noRows_isAnAnswerWithoutRows() {
    LookupResponse answer = stub.lookup(ads(Argument.newBuilder().setEach(texts())));

    assertThat(answer.getRows()).isZero();
    assertThat(answer.getFeatures(0).getValues().getLongs().getValuesCount()).isZero();
  }

  @Test
  void lookup_storeThatFails_isAnAnswerThatSaysSo() {
    before =
        () -> {
          throw new FactoryException(Kind.EXTERNAL, "the store is down");
        };

    LookupResponse answer = stub.lookup(PAGE);

    assertThat(answer.getComplete()).isFalse();
    assertThat(answer.getFailure()).isEqualTo("the store is down");
    assertThat(answer.getViews(0).getFailure()).isEqualTo("the store is down");
    assertThat(answer.getFeatures(0).getStatuses().toByteArray()).containsOnly(3);
    assertThat(answer.getFeatures(0).getValues().getNulls().toByteArray()).containsExactly(3);
  }

  @Test
  void lookup_slowStore_isAnsweredBeforeTheDeadlineOfTheCall() {
    before = () -> pause(Duration.ofSeconds(5));

    LookupResponse answer = stub.withDeadlineAfter(1, TimeUnit.SECONDS).lookup(PAGE);

    assertThat(answer.getComplete()).isFalse();
    assertThat(answer.getFailure()).contains("gave no answer within");
  }

  @Test
  void lookup_withinMilliseconds_isAnsweredByThen() {
    before = () -> pause(Duration.ofSeconds(5));

    LookupResponse answer = stub.lookup(PAGE.toBuilder().setWithinMs(600).build());

    assertThat(answer.getFailure()).contains("gave no answer within");
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void lookup_whatIsNotThere_isNotFound() {
    assertRefused(
        PAGE.toBuilder().setService("rankin").build(),
        Status.Code.NOT_FOUND,
        "no such service: rankin");
    assertRefused(PAGE.toBuilder().setView("x").build(), Status.Code.NOT_FOUND, "no such view: x");
  }

  @Test
  void lookup_wrongRequest_saysWhatIsExpected() {
    assertRefused(
        LookupRequest.getDefaultInstance(),
        "Neither service nor view is set (expected: one of them)");
    assertRefused(
        ads(Argument.newBuilder().setEach(longs(1))),
        "ad_id: longs (expected: texts, for ad_id is string)");
    assertRefused(
        ads(Argument.newBuilder().setEach(Values.getDefaultInstance())),
        "ad_id: values of no kind (expected: texts, for ad_id is string)");
    assertRefused(
        ads(Argument.newBuilder()),
        "ad_id: neither each nor same is set (expected: one value for each row, or one for all)");
    assertRefused(
        ads(Argument.newBuilder().setSame(texts("a", "b"))),
        "ad_id: same has 2 values (expected: exactly one, which holds for all rows)");
    assertRefused(
        ads(Argument.newBuilder().setEach(texts("a").toBuilder().setNulls(bits(1, 1)))),
        "ad_id: nulls has 2 bytes (expected: at most 1, for 1 values)");
    assertRefused(
        ads(
            Argument.newBuilder()
                .setEach(
                    Values.newBuilder()
                        .setTexts(Texts.newBuilder().addAllValues(Collections.nCopies(101, "a"))))),
        "101 rows (expected: at most 100 in one request; send several)");
    assertRefused(
        PAGE.toBuilder().addArguments(each("ad_id", "A2")).build(),
        "ad_id is given twice (expected: once)");
    assertRefused(
        PAGE.toBuilder().addArguments(each("ad_ids", "A2")).build(),
        "ranking@3 has no key or input 'ad_ids' (did you mean 'ad_id'?)");
    assertRefused(
        PAGE.toBuilder().removeArguments(2).build(), "ranking@3 needs bonus (expected: a value");
    assertRefused(
        PAGE.toBuilder().setService("x".repeat(300)).build(), "service: a name of 300 characters");
    assertRefused(
        PAGE.toBuilder().addArguments(each("x".repeat(300), "A2")).build(),
        "arguments: a name of 300 characters");
  }

  @Test
  void lookup_hostileRequest_isRefusedAndTheServerLives() {
    assertThat(codeOf("a request of a megabyte".repeat(50_000).getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[1 + random.nextInt(200)];
      random.nextBytes(bytes);
      assertThat(codeOf(bytes)).isIn(Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND);
    }
    byte[] page = PAGE.toByteArray();
    for (int i = 0; i < 500; i++) {
      byte[] bytes = page.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      assertThat(codeOf(bytes))
          .isIn(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND);
    }
    assertThat(codeOf(deepLists(5_000))).isEqualTo(Status.Code.INVALID_ARGUMENT);

    assertThat(stub.lookup(PAGE).getComplete()).isTrue();
  }

  /** Lists of lists of lists. */
  private static byte[] deepLists(int depth) {
    Values.Builder values = Values.newBuilder();
    ByteString inner = values.build().toByteString();
    for (int i = 0; i < depth && inner.size() < 90_000; i++) {
      ByteString lists = field(2, inner);
      inner = field(7, lists);
    }
    ByteString argument = field(1, ByteString.copyFromUtf8("ad_id")).concat(field(2, inner));
    return field(1, ByteString.copyFromUtf8("ranking")).concat(field(3, argument)).toByteArray();
  }

  private static ByteString field(int number, ByteString content) {
    ByteString.Output out = ByteString.newOutput();
    out.write(number << 3 | 2);
    int size = content.size();
    while (size > 127) {
      out.write((size & 127) | 128);
      size >>>= 7;
    }
    out.write(size);
    return out.toByteString().concat(content);
  }

  private static Status.Code codeOf(byte[] message) {
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(FeatureStoreGrpc.getLookupMethod().getFullMethodName())
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    try {
      byte[] ignored =
          ClientCalls.blockingUnaryCall(
              channel,
              method,
              CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
              message);
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @Test
  void listServices_hasWhatThereIsToAsk() {
    Service service = stub.listServices(ListServicesRequest.getDefaultInstance()).getServices(0);

    assertThat(service.getName()).isEqualTo("ranking");
    assertThat(service.getParametersList())
        .extracting(p -> p.getName() + " " + p.getType() + " " + p.getRole())
        .containsExactlyInAnyOrder(
            "ad_id string KEY",
            "seller_id string RESOLVED_KEY",
            "user_id string KEY",
            "bonus bigint INPUT");
    assertThat(service.getFeaturesList())
        .extracting(f -> f.getName() + " " + f.getType())
        .startsWith("ads.clicks bigint", "sellers.rate double");
  }

  @Test
  void health_isServing() {
    assertThat(
            HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void reflection_describesTheService() throws Exception {
    ServerReflectionResponse services =
        reflect(ServerReflectionRequest.newBuilder().setListServices(""));
    assertThat(services.getListServicesResponse().getServiceList())
        .extracting(s -> s.getName())
        .contains("featurefactory.v1.FeatureStore");

    ServerReflectionResponse file =
        reflect(
            ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("featurefactory.v1.FeatureStore"));
    FileDescriptorProto descriptor =
        FileDescriptorProto.parseFrom(file.getFileDescriptorResponse().getFileDescriptorProto(0));
    assertThat(descriptor.getService(0).getMethodList())
        .extracting(m -> m.getName())
        .containsExactly("Lookup", "ListServices");
  }

  private static ServerReflectionResponse reflect(ServerReflectionRequest.Builder request)
      throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> asked =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse value) {
                    answer.complete(value);
                  }

                  @Override
                  public void onError(Throwable t) {
                    answer.completeExceptionally(t);
                  }

                  @Override
                  public void onCompleted() {}
                });
    asked.onNext(request.build());
    asked.onCompleted();
    return answer.get(20, TimeUnit.SECONDS);
  }

  private static void assertRefused(LookupRequest request, String message) {
    assertRefused(request, Status.Code.INVALID_ARGUMENT, message);
  }

  private static void assertRefused(LookupRequest request, Status.Code code, String message) {
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> stub.lookup(request));
    assertThat(refusal.getStatus().getCode()).isEqualTo(code);
    assertThat(refusal.getStatus().getDescription()).contains(message);
  }

  private static LookupRequest ads(Argument.Builder argument) {
    return LookupRequest.newBuilder()
        .setView("ads")
        .addArguments(argument.setName("ad_id"))
        .build();
  }

  private static Argument each(String name, String... values) {
    return Argument.newBuilder().setName(name).setEach(texts(values)).build();
  }

  private static Values texts(String... values) {
    return Values.newBuilder().setTexts(Texts.newBuilder().addAllValues(List.of(values))).build();
  }

  private static Values longs(long value) {
    return Values.newBuilder().setLongs(Longs.newBuilder().addValues(value)).build();
  }

  private static ByteString bits(int... bytes) {
    ByteString.Output out = ByteString.newOutput();
    for (int one : bytes) {
      out.write(one);
    }
    return out.toByteString();
  }
}
