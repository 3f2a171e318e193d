package io.featurefactory.serving;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.model.evaluation.ExprEvaluator;
import io.featurefactory.serving.LookupSteps.KeySource;
import io.featurefactory.serving.LookupSteps.ViewRead;
import io.featurefactory.serving.ServicePlan.DerivedPlan;
import io.featurefactory.serving.ServicePlan.Source;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the features of services: what all faces use, so that they cannot differ ({@code
 * docs/spec/lookups.md}). For any number of threads.
 */
public final class ServiceLookup implements AutoCloseable {
  private final StoreReads reads;
  private final @Nullable RowCache cache;

  /**
   * A lookup.
   *
   * @param stores by name; a failure to open one is a failure of its lookups
   */
  public ServiceLookup(Function<String, OnlineStore> stores, Clock clock) {
    this(stores, clock, null);
  }

  /**
   * A lookup that answers what it has read a moment ago from memory.
   *
   * @param stores by name; a failure to open one is a failure of its lookups
   * @param cache null for none
   */
  public ServiceLookup(
      Function<String, OnlineStore> stores, Clock clock, @Nullable CacheSettings cache) {
    this.cache = cache == null ? null : new RowCache(cache, System::nanoTime);
    this.reads = new StoreReads(stores, clock, this.cache);
  }

  /**
   * The features of rows. What a store could not say has the status ERROR, and no value.
   *
   * @throws FactoryException USER if a key or an input is missing or unknown
   */
  public LookupAnswer answer(ServicePlan plan, LookupRequest request) {
    CallingThread thread = new CallingThread();
    return thread.await(answerAsync(plan, request, thread));
  }

  /**
   * As {@link #answer}, without waiting.
   *
   * @param executor what there is to do is done there when stores have answered; it runs one task
   *     at a time
   * @return completed by the executor, or at once; it does not fail because of a store
   * @throws FactoryException USER if a key or an input is missing or unknown
   */
  public CompletableFuture<LookupAnswer> answerAsync(
      ServicePlan plan, LookupRequest request, Executor executor) {
    LookupSteps steps = plan.steps(request.columns().keySet());
    long end = System.nanoTime() + request.within().toNanos();
    return new Ongoing(plan, request, end, executor).answer(steps);
  }

  /** How the cache of rows is used; null if there is none. */
  public @Nullable CacheUse cacheUse() {
    return cache == null ? null : new CacheUse(cache.hits(), cache.misses(), cache.bytes());
  }

  /**
   * Opens all stores of some services, also those that are asked only when another fails, so that
   * no lookup waits for that.
   *
   * @return why one could not be opened, by store
   */
  public Map<String, FactoryException> openStores(List<ServicePlan> plans, Duration within) {
    return reads.open(plans.stream().flatMap(plan -> plan.views().stream()).toList(), within);
  }

  /**
   * Looks a service up with keys that are not there.
   *
   * @return why it cannot answer now; null if it can
   */
  public @Nullable FactoryException prepare(ServicePlan plan, Duration within) {
    Map<String, Column> nothing = new HashMap<>();
    plan.parameters().keySet().forEach(name -> nothing.put(name, Column.same(null)));
    plan.service().resolvedKeys().keySet().forEach(nothing::remove);
    return answer(plan, new LookupRequest(1, nothing, Instant.EPOCH, within)).failure();
  }

  @Override
  public void close() {
    reads.close();
  }

  /** A key that the caller sent. */
  private record SentKey(Column column) implements ViewKeys.Part {
    @Override
    public @Nullable Object value(int row) {
      return column.value(row);
    }

    @Override
    public ValueStatus status(int row) {
      return ValueStatus.PRESENT;
    }

    @Override
    public boolean isSame() {
      return column instanceof Column.Same;
    }
  }

  /** One lookup. */
  private final class Ongoing {
    private final ServicePlan plan;
    private final LookupRequest request;
    private final long end;
    private final Executor executor;
    private final @Nullable ViewRows[] views;
    private final long started = System.nanoTime();
    private final List<StoreRead> calls = new ArrayList<>(2);
    private long reading;

    Ongoing(ServicePlan plan, LookupRequest request, long end, Executor executor) {
      this.plan = plan;
      this.request = request;
      this.end = end;
      this.executor = executor;
      this.views = new ViewRows[plan.views().size()];
    }

    CompletableFuture<LookupAnswer> answer(LookupSteps lookup) {
      CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
      for (List<ViewRead> step : lookup.steps()) {
        done = done.thenCompose(before -> read(step));
      }
      return done.thenApply(read -> answer());
    }

    private CompletableFuture<Void> read(List<ViewRead> step) {
      List<ViewKeys> keys = step.stream().map(this::keys).toList();
      long asked = System.nanoTime();
      return reads
          .read(keys, end, executor, calls::add)
          .thenAccept(
              found -> {
                reading += System.nanoTime() - asked;
                for (int i = 0; i < found.size(); i++) {
                  views[step.get(i).view()] = found.get(i);
                }
              });
    }

    private LookupAnswer answer() {
      DerivedColumn[] derived =
          plan.derived().stream().map(this::evaluate).toArray(DerivedColumn[]::new);
      return new LookupAnswer(plan, request, views, derived, times(), calls);
    }

    private LookupTimes times() {
      return new LookupTimes(
          request.waited(),
          Duration.ofNanos(reading),
          Duration.ofNanos(System.nanoTime() - started - reading));
    }

    private ViewKeys keys(ViewRead view) {
      List<ViewKeys.Part> parts = new ArrayList<>(view.keys().size());
      for (KeySource key : view.keys()) {
        Source resolved = key.resolved();
        parts.add(
            resolved == null ? new SentKey(request.column(key.name())) : new ResolvedKey(resolved));
      }
      return ViewKeys.of(plan.views().get(view.view()), request.rows(), parts);
    }

    /** A key that is looked up. */
    private final class ResolvedKey implements ViewKeys.Part {
      private final Source source;

      ResolvedKey(Source source) {
        this.source = source;
      }

      @Override
      public @Nullable Object value(int row) {
        return view(source).value(row, source);
      }

      @Override
      public ValueStatus status(int row) {
        return view(source).status(row);
      }

      @Override
      public boolean isSame() {
        return false;
      }
    }

    private ViewRows view(Source source) {
      return Objects.requireNonNull(views[source.view()]);
    }

    private DerivedColumn evaluate(DerivedPlan derived) {
      Map<String, Source> sources = derived.sources();
      DerivedColumn column = new DerivedColumn(request.rows());
      for (int i = 0; i < request.rows(); i++) {
        int row = i;
        ValueStatus status = worst(sources.values(), row);
        if (status == ValueStatus.ERROR) {
          column.put(row, null, status);
          continue;
        }
        try {
          Object value =
              ExprEvaluator.evaluate(derived.expr(), name -> operand(name, sources, row));
          column.put(row, value, status);
        } catch (FactoryException e) {
          column.fail(row, e);
        }
      }
      return column;
    }

    private ValueStatus worst(Iterable<Source> sources, int row) {
      ValueStatus worst = ValueStatus.PRESENT;
      for (Source source : sources) {
        ValueStatus status = view(source).status(row);
        worst = status.compareTo(worst) > 0 ? status : worst;
      }
      return worst;
    }

    private @Nullable Object operand(String name, Map<String, Source> sources, int row) {
      Source source = sources.get(name);
      if (source != null) {
        return view(source).value(row, source);
      }
      return name.equals("asked_at") ? request.askedAt() : request.column(name).value(row);
    }
  }
}
