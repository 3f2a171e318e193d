package io.featurefactory.client.direct;

import io.featurefactory.client.FeatureAnswer;
import io.featurefactory.client.FeatureClient;
import io.featurefactory.client.FeatureRequest;
import io.featurefactory.client.RequestMessage;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.LookupLimits;
import io.featurefactory.serving.LookupRequest;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.message.ProtoArguments;
import io.featurefactory.serving.message.ServicePlanFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the online stores itself, with no server between: one hop less. It answers what a server
 * would answer ({@code docs/spec/lookups.md}), for the services whose plans it has ({@code ff
 * generate plan}), and for their views.
 *
 * <pre>{@code
 * OnlineStore redis =
 *     RedisOnlineStore.open(
 *         "default", "shop", RedisSettings.server("redis://cache:6379"));
 * FeatureClient client =
 *     DirectClient.builder().plan(Path.of("search_ranking.plan")).store(redis).build();
 * }</pre>
 *
 * <p>A plan is of one version of a service. When a view was replaced since the plan was made, its
 * values are ERROR, and the answer says that the plan is to be generated again.
 */
public final class DirectClient implements FeatureClient {
  private final KnownPlans plans;
  private final ServiceLookup lookup;
  private final LookupLimits limits;
  private final Clock clock;
  private final Executor executor;
  private final @Nullable ExecutorService own;
  private volatile boolean closed;

  private DirectClient(Builder builder) {
    this.plans = new KnownPlans(builder.plans);
    Map<String, OnlineStore> stores = Map.copyOf(builder.stores);
    for (ServicePlan plan : plans.all()) {
      requireStores(plan, stores);
    }
    this.clock = builder.clock;
    this.limits = builder.limits;
    this.lookup = new ServiceLookup(name -> Objects.requireNonNull(stores.get(name)), clock);
    Executor given = builder.executor;
    this.own = given == null ? threads() : null;
    this.executor = given == null ? Objects.requireNonNull(own) : given;
  }

  private static void requireStores(ServicePlan plan, Map<String, OnlineStore> stores) {
    plan.views().stream()
        .flatMap(view -> view.stores().stream())
        .filter(store -> !stores.containsKey(store))
        .findFirst()
        .ifPresent(
            store -> {
              throw DirectErrors.noStore(plan, store, new TreeSet<>(stores.keySet()));
            });
  }

  /** For the rest of asynchronous lookups, when stores have answered; none waits for anything. */
  private static ExecutorService threads() {
    AtomicInteger count = new AtomicInteger();
    int most = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            most,
            most,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "features-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** A client with no plans and no stores yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** What a client is made of. For one thread. */
  public static final class Builder {
    private final List<ServicePlan> plans = new ArrayList<>();
    private final Map<String, OnlineStore> stores = new HashMap<>();
    private LookupLimits limits = LookupLimits.DEFAULT;
    private Clock clock = Clock.systemUTC();
    private @Nullable Executor executor;

    private Builder() {}

    /**
     * With the service of a plan.
     *
     * @throws FactoryException EXTERNAL if the file cannot be read, USER if it is no plan, damaged,
     *     or of a newer form
     */
    public Builder plan(Path file) {
      try {
        return plan(file.toString(), Files.readAllBytes(file));
      } catch (IOException e) {
        throw DirectErrors.unreadable(file, e);
      }
    }

    /**
     * With the service of a plan, such as a resource of the class path.
     *
     * @param name for messages
     * @param file the bytes of the file
     * @throws FactoryException USER if it is no plan, damaged, or of a newer form
     */
    public Builder plan(String name, byte[] file) {
      plans.add(ServicePlanFile.read(name, file));
      return this;
    }

    /** With a store, under the name that it was opened with: that in {@code factory.yaml}. */
    public Builder store(OnlineStore store) {
      return store(store.name(), store);
    }

    /** With a store that the plans know by another name; the last one of a name counts. */
    public Builder store(String name, OnlineStore store) {
      stores.put(name, store);
      return this;
    }

    /** How long answers may take where a request says nothing or more; without it a second. */
    public Builder within(Duration longest) {
      if (longest.isNegative() || longest.isZero()) {
        throw new IllegalArgumentException(
            "within: %s (expected: a positive duration)".formatted(longest));
      }
      limits = limits.withWithin(longest);
      return this;
    }

    /**
     * Where {@link FeatureClient#lookupAsync} goes on when stores have answered, and completes what
     * it returned. Without it daemon threads of the client, as many as processors.
     */
    public Builder executor(Executor threads) {
      executor = threads;
      return this;
    }

    /** Of ages and of {@code asked_at}; without it that of the system. */
    public Builder clock(Clock time) {
      clock = time;
      return this;
    }

    /**
     * The client. Nothing is read yet; see {@link DirectClient#warmUp}.
     *
     * @throws IllegalArgumentException if there is no plan, two of one version, or a store is not
     *     given that a plan asks
     */
    public DirectClient build() {
      return new DirectClient(this);
    }
  }

  /**
   * Connects to the stores, and looks each service up with keys that are not there, for as long as
   * it takes until all are answered in time. Before that the first lookups of a process wait for
   * connections and for classes to be loaded, and may not be answered within their milliseconds.
   *
   * @param longest is given up after that
   * @return why a service could not be answered in the end; null if all can
   */
  public @Nullable String warmUp(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    lookup.openStores(plans.all(), longest);
    String why = null;
    for (ServicePlan plan : plans.all()) {
      FactoryException failure = lookup.prepare(plan, limits.within());
      while (failure != null
          && failure.kind() == Kind.EXTERNAL // what is not published does not come by itself
          && System.nanoTime() - end < 0) {
        failure = lookup.prepare(plan, limits.within());
      }
      why = failure == null ? why : plan + ": " + failure.getMessage();
    }
    return why;
  }

  @Override
  public FeatureAnswer lookup(FeatureRequest request) {
    // what cannot be sent is the caller's fault, as with a server
    io.featurefactory.protocol.v1.LookupRequest message = RequestMessage.of(request);
    try {
      ServicePlan plan = plan(request);
      return LookupFacts.answer(
          lookup.answer(plan, asked(plan, request, message)), request.details());
    } catch (RuntimeException e) {
      throw DirectErrors.of(e);
    }
  }

  @Override
  public CompletableFuture<FeatureAnswer> lookupAsync(FeatureRequest request) {
    io.featurefactory.protocol.v1.LookupRequest message = RequestMessage.of(request);
    CompletableFuture<FeatureAnswer> answer = new CompletableFuture<>();
    try {
      ServicePlan plan = plan(request);
      CompletableFuture<?> ignored =
          lookup
              .answerAsync(plan, asked(plan, request, message), new InTurn(executor))
              .whenComplete((found, failure) -> complete(answer, request, found, failure));
    } catch (RuntimeException e) {
      answer.completeExceptionally(DirectErrors.of(e));
    }
    return answer;
  }

  private static void complete(
      CompletableFuture<FeatureAnswer> answer,
      FeatureRequest request,
      @Nullable LookupAnswer found,
      @Nullable Throwable failure) {
    try {
      if (found == null) {
        answer.completeExceptionally(DirectErrors.of(Objects.requireNonNull(failure)));
      } else {
        answer.complete(LookupFacts.answer(found, request.details()));
      }
    } catch (RuntimeException e) {
      answer.completeExceptionally(DirectErrors.of(e));
    }
  }

  private ServicePlan plan(FeatureRequest request) {
    if (closed) {
      throw DirectErrors.closed();
    }
    return request.ofView() ? plans.view(request.name()) : plans.service(request.name());
  }

  /** By way of the message, which is never sent: so nothing is refused that a server takes. */
  private LookupRequest asked(
      ServicePlan plan,
      FeatureRequest request,
      io.featurefactory.protocol.v1.LookupRequest message) {
    Instant now = Boundaries.ofMicros(Boundaries.micros(clock.instant()));
    return ProtoArguments.request(plan, message, limits, now, within(request));
  }

  private Duration within(FeatureRequest request) {
    Duration wanted = request.within();
    return wanted == null || wanted.compareTo(limits.within()) > 0 ? limits.within() : wanted;
  }

  /** Lookups that go on are answered, or fail; the stores stay open, they are the caller's. */
  @Override
  public void close() {
    closed = true;
    if (own != null) {
      own.shutdown();
    }
    lookup.close();
  }
}
