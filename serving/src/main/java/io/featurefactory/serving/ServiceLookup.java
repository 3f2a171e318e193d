package io.featurefactory.serving;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureService.Derived;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.model.evaluation.ExprEvaluator;
import io.featurefactory.serving.ServicePlan.Source;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the features of services: what all faces use, so that they cannot differ ({@code
 * docs/spec/lookups.md}). For any number of threads.
 */
public final class ServiceLookup implements AutoCloseable {
  private final StoreReads reads;

  /**
   * A lookup.
   *
   * @param stores by name; a failure to open one is a failure of its lookups
   */
  public ServiceLookup(Function<String, OnlineStore> stores, Clock clock) {
    this.reads = new StoreReads(stores, clock);
  }

  /**
   * The features of rows. What a store could not say has the status ERROR, and no value.
   *
   * @throws FactoryException USER if a key or an input is missing or unknown
   */
  public LookupAnswer answer(ServicePlan plan, LookupRequest request) {
    plan.requireParameters(request.columns().keySet());
    return new Ongoing(plan, request, System.nanoTime() + request.within().toNanos()).answer();
  }

  /**
   * Opens what a service needs, so that its first lookup does not wait for that.
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
    private final @Nullable ViewRows[] views;

    Ongoing(ServicePlan plan, LookupRequest request, long end) {
      this.plan = plan;
      this.request = request;
      this.end = end;
      this.views = new ViewRows[plan.views().size()];
    }

    LookupAnswer answer() {
      Set<Integer> waiting = plan.needed(request.columns().keySet());
      while (!waiting.isEmpty()) {
        List<Integer> ready = waiting.stream().filter(this::hasKeys).toList();
        List<ViewRows> found = reads.read(ready.stream().map(this::keys).toList(), end);
        for (int i = 0; i < ready.size(); i++) {
          views[ready.get(i)] = found.get(i);
        }
        ready.forEach(waiting::remove);
      }
      List<Derived> derived = plan.service().derived();
      DerivedColumn[] columns = new DerivedColumn[derived.size()];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = evaluate(derived.get(i));
      }
      return new LookupAnswer(plan, request, views, columns);
    }

    /** True if the keys that it has to look up have been; definitions allow no circles. */
    private boolean hasKeys(int view) {
      for (FeatureView.Key key : plan.views().get(view).keys()) {
        FeatureRef resolved = plan.resolved(key, request.columns().keySet());
        if (resolved != null && views[plan.source(resolved).view()] == null) {
          return false;
        }
      }
      return true;
    }

    private ViewKeys keys(int view) {
      List<ViewKeys.Part> parts = new ArrayList<>();
      for (FeatureView.Key key : plan.views().get(view).keys()) {
        FeatureRef resolved = plan.resolved(key, request.columns().keySet());
        parts.add(
            resolved == null
                ? new SentKey(request.column(key.name()))
                : new ResolvedKey(plan.source(resolved)));
      }
      return ViewKeys.of(plan.views().get(view), request.rows(), parts);
    }

    /** A key that is looked up. */
    private final class ResolvedKey implements ViewKeys.Part {
      private final Source source;

      ResolvedKey(Source source) {
        this.source = source;
      }

      @Override
      public @Nullable Object value(int row) {
        return Ongoing.this.value(source, row);
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

    /** With the service's default in the place of NULL, wherever the service uses the feature. */
    private @Nullable Object value(Source source, int row) {
      Object value = view(source).value(row, source.column());
      return value == null && view(source).values(row) != null ? source.defaultValue() : value;
    }

    private DerivedColumn evaluate(Derived derived) {
      Map<String, Source> sources = new HashMap<>();
      derived.features().forEach(f -> sources.put(ServicePlan.name(f), plan.source(f)));
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
        return value(source, row);
      }
      return name.equals("asked_at") ? request.askedAt() : request.column(name).value(row);
    }
  }
}
