package io.featurefactory.cli.evaluate;

import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.Derived;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import io.featurefactory.training.evaluate.FeatureColumn;
import io.featurefactory.training.evaluate.FeatureColumn.Role;
import io.featurefactory.training.evaluate.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The columns of a service in a training set with full names, and what they are made of. */
final class ServiceColumns {
  private final FeatureService service;
  private final Map<ViewId, FeatureView> views;

  /** Of a service and the views that it uses. */
  ServiceColumns(FeatureService service, Map<ViewId, FeatureView> views) {
    this.service = service;
    this.views = new LinkedHashMap<>(views);
  }

  /**
   * The features as columns, in their order.
   *
   * @param statics names of the static ones; null for those that come from table views only
   */
  List<FeatureColumn> features(@Nullable List<String> statics) {
    Set<String> chosen = statics == null ? facts() : named(statics);
    return names().stream()
        .map(
            name -> new FeatureColumn(name, chosen.contains(name) ? Role.STATIC : Role.BEHAVIOURAL))
        .toList();
  }

  /** The names of the columns. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    service.members().forEach(m -> names.add(column(m.feature())));
    service.derived().forEach(d -> names.add(d.name()));
    return names;
  }

  private static String column(FeatureRef feature) {
    return feature.view().name() + "__" + feature.feature();
  }

  private Set<String> facts() {
    Set<String> facts = new TreeSet<>();
    service.members().stream()
        .filter(m -> isFact(m.feature()))
        .forEach(m -> facts.add(column(m.feature())));
    service.derived().stream()
        .filter(d -> d.features().stream().allMatch(this::isFact))
        .forEach(d -> facts.add(d.name()));
    return facts;
  }

  private boolean isFact(FeatureRef feature) {
    return Objects.requireNonNull(views.get(feature.view())).computation()
        instanceof Computation.Latest;
  }

  /** Names as a user may give them: of the feature, with its view, or of the column. */
  private Set<String> named(List<String> wanted) {
    Map<String, Set<String>> known = new LinkedHashMap<>();
    for (FeatureService.Member member : service.members()) {
      String column = column(member.feature());
      String view = member.feature().view().name();
      for (String name :
          List.of(member.feature().feature(), view + "." + member.feature().feature(), column)) {
        known.computeIfAbsent(name, n -> new TreeSet<>()).add(column);
      }
    }
    service
        .derived()
        .forEach(d -> known.computeIfAbsent(d.name(), n -> new TreeSet<>()).add(d.name()));
    Set<String> columns = new TreeSet<>();
    for (String name : wanted) {
      if (!known.containsKey(name)) {
        throw EvaluateErrors.unknownStatic(
            name, known.keySet().stream().filter(k -> !k.contains("__")).toList());
      }
      columns.addAll(Objects.requireNonNull(known.get(name)));
    }
    return columns;
  }

  /**
   * What can be left out: views, their features, and derived features.
   *
   * @param usable columns that the models have
   */
  List<Subject> subjects(Set<String> usable) {
    List<Subject> subjects = new ArrayList<>();
    for (ViewId view : views.keySet()) {
      add(subjects, new Subject(view.name(), Subject.Kind.VIEW, ofView(view, usable)));
      for (FeatureService.Member member : service.members()) {
        FeatureRef feature = member.feature();
        if (feature.view().equals(view) && usable.contains(column(feature))) {
          String name = view.name() + "." + feature.feature();
          add(subjects, new Subject(name, Subject.Kind.FEATURE, Set.of(column(feature))));
        }
      }
    }
    for (Derived derived : service.derived()) {
      if (usable.contains(derived.name())) {
        add(subjects, new Subject(derived.name(), Subject.Kind.DERIVED, Set.of(derived.name())));
      }
    }
    return subjects;
  }

  private static void add(List<Subject> subjects, Subject subject) {
    if (!subject.columns().isEmpty()) {
      subjects.add(subject);
    }
  }

  private Set<String> ofView(ViewId view, Set<String> usable) {
    Set<String> columns =
        service.members().stream()
            .map(FeatureService.Member::feature)
            .filter(f -> f.view().equals(view))
            .map(ServiceColumns::column)
            .collect(Collectors.toCollection(TreeSet::new));
    service.derived().stream()
        .filter(d -> d.features().stream().anyMatch(f -> f.view().equals(view)))
        .forEach(d -> columns.add(d.name()));
    columns.retainAll(usable);
    return columns;
  }
}
