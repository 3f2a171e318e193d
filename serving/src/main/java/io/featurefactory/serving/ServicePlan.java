package io.featurefactory.serving;

import io.featurefactory.model.DataType;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.Derived;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureService.Input;
import io.featurefactory.model.FeatureService.Member;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A feature service, resolved once for all lookups: which views it asks, and where each of its
 * features is in their rows. Immutable; for any number of threads.
 */
public final class ServicePlan {
  /** Callers send the same keys all the time; what only some send is not kept. */
  private static final int MOST_STEPS = 64;

  private final Kind kind;
  private final FeatureService service;
  private final List<ServedView> views;
  private final Map<ViewId, Integer> places = new HashMap<>();
  private final Map<FeatureRef, Source> sources = new HashMap<>();
  private final List<Source> memberSources = new ArrayList<>();
  private final List<Output> outputs = new ArrayList<>();
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final List<DerivedPlan> derived = new ArrayList<>();
  private final Map<Set<String>, LookupSteps> steps = new ConcurrentHashMap<>();

  /** What was asked for. */
  public enum Kind {
    SERVICE,
    /** All features of a view, as if it were the service of them. */
    VIEW,
    /** Features that a caller lists. */
    LIST
  }

  /** A column of the answer, {@code view.feature} or the name of a derived feature. */
  public record Output(String name, DataType type) {}

  /** What a caller may send. */
  public record Parameter(String name, DataType type, Role role) {
    /** What a parameter is. */
    public enum Role {
      KEY,
      /** A key that is looked up when it is not sent. */
      RESOLVED_KEY,
      INPUT
    }
  }

  /**
   * Where a feature is found.
   *
   * @param view its place among the views
   * @param column its place in the row
   * @param defaultValue what the service uses instead of NULL; null for none
   */
  record Source(int view, int column, @Nullable Object defaultValue) {}

  /**
   * A derived feature.
   *
   * @param sources the features that it uses, by the name that they have in the expression
   */
  record DerivedPlan(Expr expr, Map<String, Source> sources) {
    DerivedPlan {
      sources = Map.copyOf(sources);
    }
  }

  private ServicePlan(Kind kind, FeatureService service, Collection<ServedView> views) {
    this.kind = kind;
    this.service = service;
    this.views = List.copyOf(views);
    for (ServedView view : this.views) {
      places.put(view.view(), places.size());
    }
    for (Member member : service.members()) {
      FeatureRef feature = member.feature();
      Source source = source(feature, member.defaultValue());
      sources.put(feature, source);
      memberSources.add(source);
      outputs.add(new Output(name(feature), feature.type()));
    }
    service.resolvedKeys().values().forEach(this::addSource);
    for (Derived feature : service.derived()) {
      derived.add(derivedPlan(feature));
      outputs.add(new Output(feature.name(), feature.expr().type()));
    }
    for (ServedView view : this.views) {
      view.keys().forEach(this::addKey);
    }
    for (Input input : service.inputs()) {
      parameters.put(input.name(), new Parameter(input.name(), input.type(), Parameter.Role.INPUT));
    }
  }

  /**
   * The plan of a service.
   *
   * @param views all that it uses
   */
  public static ServicePlan of(FeatureService service, Collection<ServedView> views) {
    return new ServicePlan(Kind.SERVICE, service, views);
  }

  /** The plan of features that a caller lists, as if they were a service. */
  public static ServicePlan listed(FeatureService service, Collection<ServedView> views) {
    return new ServicePlan(Kind.LIST, service, views);
  }

  /** The plan of a service that has the features of one view. */
  public static ServicePlan of(ServedView view) {
    List<Member> members =
        view.rows().columns().stream()
            .map(c -> new Member(new FeatureRef(view.view(), c.name(), c.type()), null))
            .toList();
    ViewId id = view.view();
    FeatureService service =
        new FeatureService(
            id.name(), id.version(), "", "", members, Map.of(), List.of(), List.of(), null);
    return new ServicePlan(Kind.VIEW, service, List.of(view));
  }

  /** How a feature is called in answers. */
  public static String name(FeatureRef feature) {
    return feature.view().name() + "." + feature.feature();
  }

  private DerivedPlan derivedPlan(Derived feature) {
    Map<String, Source> used = new HashMap<>();
    for (FeatureRef ref : feature.features()) {
      addSource(ref);
      used.put(name(ref), source(ref));
    }
    return new DerivedPlan(feature.expr(), used);
  }

  private void addSource(FeatureRef feature) {
    sources.computeIfAbsent(feature, f -> source(f, null));
  }

  private Source source(FeatureRef feature, @Nullable Object defaultValue) {
    Integer view = places.get(feature.view());
    if (view == null) {
      throw new IllegalArgumentException(
          "views: without %s (expected: all that %s uses)"
              .formatted(feature.view(), service.name()));
    }
    return new Source(view, views.get(view).column(feature.feature()), defaultValue);
  }

  private void addKey(FeatureView.Key key) {
    Parameter.Role role =
        service.resolvedKeys().containsKey(key.name())
            ? Parameter.Role.RESOLVED_KEY
            : Parameter.Role.KEY;
    parameters.putIfAbsent(key.name(), new Parameter(key.name(), key.type(), role));
  }

  /** What was asked for. */
  public Kind kind() {
    return kind;
  }

  public FeatureService service() {
    return service;
  }

  /**
   * The features that it uses: those that it answers, then what only keys and derived ones need.
   */
  public List<FeatureRef> features() {
    Set<FeatureRef> all = new LinkedHashSet<>();
    service.members().forEach(member -> all.add(member.feature()));
    all.addAll(new TreeMap<>(service.resolvedKeys()).values());
    service.derived().forEach(feature -> all.addAll(feature.features()));
    return List.copyOf(all);
  }

  /** The views that it asks. */
  public List<ServedView> views() {
    return views;
  }

  /** The columns of an answer: the service's features, then its derived ones. */
  public List<Output> outputs() {
    return outputs;
  }

  /** What a caller may send, by name. */
  public Map<String, Parameter> parameters() {
    return parameters;
  }

  /** Where a feature of the service is, by its place among them. */
  Source memberSource(int member) {
    return memberSources.get(member);
  }

  Source source(FeatureRef feature) {
    Source source = sources.get(feature);
    if (source == null) {
      throw new IllegalArgumentException(
          "feature: %s (expected: one of %s)".formatted(name(feature), service.name()));
    }
    return source;
  }

  /** The derived features, in the order of the service. */
  List<DerivedPlan> derived() {
    return derived;
  }

  /** What the outputs are found in. */
  Collection<Source> outputSources() {
    Set<Source> all = new LinkedHashSet<>(memberSources);
    derived.forEach(plan -> all.addAll(plan.sources().values()));
    return all;
  }

  /**
   * What is read when these keys and inputs are sent.
   *
   * @throws FactoryException USER if one is not known to the service, or one that it needs is not
   *     there
   */
  LookupSteps steps(Set<String> sent) {
    LookupSteps known = steps.get(sent);
    if (known != null) {
      return known;
    }
    requireKnown(sent);
    LookupSteps found = LookupSteps.of(this, sent);
    if (!found.missing().isEmpty()) {
      throw ServingErrors.missingParameters(this, found.missing());
    }
    if (steps.size() < MOST_STEPS) {
      steps.put(Set.copyOf(sent), found);
    }
    return found;
  }

  /**
   * Refuses what the service does not ask for, and misses what it needs.
   *
   * @param sent names of keys and inputs
   */
  public void requireParameters(Set<String> sent) {
    Object ignored = steps(sent);
  }

  private void requireKnown(Set<String> sent) {
    for (String name : sent) {
      if (!parameters.containsKey(name)) {
        throw ServingErrors.unknownParameter(this, name);
      }
    }
  }

  /** The keys and inputs that are needed beside those that are sent. */
  public Set<String> missing(Set<String> sent) {
    return LookupSteps.of(this, sent).missing();
  }

  /** {@code name@version}; without a version for features that a caller lists. */
  @Override
  public String toString() {
    return kind == Kind.LIST ? service.name() : service.name() + "@" + service.version();
  }
}
