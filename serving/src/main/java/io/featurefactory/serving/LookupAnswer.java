package io.featurefactory.serving;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.serving.ServicePlan.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The features of some rows, in the order of the service. Immutable. */
public final class LookupAnswer {
  private final ServicePlan plan;
  private final LookupRequest request;
  private final @Nullable ViewRows[] views;
  private final DerivedColumn[] derived;
  private final LookupTimes times;
  private final List<StoreRead> reads;

  LookupAnswer(
      ServicePlan plan,
      LookupRequest request,
      @Nullable ViewRows[] views,
      DerivedColumn[] derived,
      LookupTimes times,
      List<StoreRead> reads) {
    this.plan = plan;
    this.request = request;
    this.views = views.clone();
    this.derived = derived.clone();
    this.times = times;
    this.reads = List.copyOf(reads);
  }

  public ServicePlan plan() {
    return plan;
  }

  public LookupRequest request() {
    return request;
  }

  /** Where the time went. */
  public LookupTimes times() {
    return times;
  }

  /** What was asked of stores, in the order in which it ended. */
  public List<StoreRead> reads() {
    return reads;
  }

  public int rows() {
    return request.rows();
  }

  /** What was found of each view that was asked, in the order of the plan. */
  public List<ViewRows> views() {
    List<ViewRows> asked = new ArrayList<>();
    for (ViewRows view : views) {
      if (view != null) {
        asked.add(view);
      }
    }
    return asked;
  }

  /**
   * A value.
   *
   * @param output its place among the plan's outputs
   * @return of the class that {@link io.featurefactory.model.DataType} states; null for NULL, and
   *     where there is no value
   */
  public @Nullable Object value(int output, int row) {
    int members = plan.service().members().size();
    if (output >= members) {
      return derived[output - members].value(row);
    }
    Source source = plan.memberSource(output);
    return view(source).value(row, source);
  }

  /**
   * The place of a feature of a view in {@link ViewRows#values} of its {@link #view(int)}, for
   * reading numbers without an object for each. NULL there may have a default.
   *
   * @param output of a feature of a view
   */
  public int column(int output) {
    return plan.memberSource(output).column();
  }

  /** True if the value is the service's default, in the place of NULL. */
  public boolean isDefault(int output, int row) {
    if (output >= plan.service().members().size()) {
      return false;
    }
    Source source = plan.memberSource(output);
    return view(source).isDefault(row, source);
  }

  /** What a value is worth; that of a derived feature as much as the worst that it uses. */
  public ValueStatus status(int output, int row) {
    int members = plan.service().members().size();
    return output >= members
        ? derived[output - members].status(row)
        : view(plan.memberSource(output)).status(row);
  }

  /**
   * The value of a feature that the service uses, also one that only keys or derived features need.
   *
   * @return null for NULL, and where there is no value
   */
  public @Nullable Object value(FeatureRef feature, int row) {
    Source source = plan.source(feature);
    ViewRows view = views[source.view()];
    return view == null ? null : view.value(row, source);
  }

  /** What was found of a view, by its place in the plan; null if it was not asked. */
  public @Nullable ViewRows findView(int view) {
    return views[view];
  }

  /**
   * The value of a key as the views were asked for it: as it was sent, or as it was looked up.
   *
   * @return null for NULL, and where nothing was asked for it
   */
  public @Nullable Object key(String name, int row) {
    if (request.columns().containsKey(name)) {
      return request.value(name, row);
    }
    FeatureRef resolved = plan.service().resolvedKeys().get(name);
    return resolved == null ? null : value(resolved, row);
  }

  /** About the memory that it takes, in bytes. */
  public long bytes() {
    long bytes = 500 + 60L * rows() * (derived.length + request.columns().size());
    bytes += 200L * reads.size();
    for (ViewRows view : views) {
      bytes += view == null ? 0 : view.bytes();
    }
    return bytes;
  }

  /** What a feature of a view was found in; null if the output is a derived feature. */
  public @Nullable ViewRows view(int output) {
    return output >= plan.service().members().size() ? null : view(plan.memberSource(output));
  }

  /** Why a value is missing; null if none is. */
  public @Nullable FactoryException failure() {
    for (ViewRows view : views()) {
      if (view.failure() != null) {
        return view.failure();
      }
    }
    for (DerivedColumn column : derived) {
      if (column.failure() != null) {
        return column.failure();
      }
    }
    return null;
  }

  private ViewRows view(Source source) {
    return Objects.requireNonNull(views[source.view()]);
  }
}
