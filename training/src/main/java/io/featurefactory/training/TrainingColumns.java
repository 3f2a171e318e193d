package io.featurefactory.training;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a training set: those of the spine {@code s}, and SQL of what it gets, over the
 * views that are joined to it.
 */
final class TrainingColumns {
  private final TrainingPlan plan;
  private final SpineValues values;
  private final ServiceSql service;
  private final Map<String, String> columns = new LinkedHashMap<>();
  private final List<DerivedFunction> functions = new ArrayList<>();

  /** The columns of a plan; an error if the spine does not have what the service needs. */
  TrainingColumns(TrainingPlan plan) {
    this.plan = plan;
    this.values = new SpineValues(plan.spine(), plan.mapping());
    checkNames();
    checkMapping();
    this.service = new ServiceSql(plan, values);
    members();
    derived();
    extras();
    Split split = plan.split();
    if (split != null) {
      split.columns().forEach(this::requireColumn);
      refuseTaken(Split.COLUMN, false);
    }
  }

  private void requireColumn(String column) {
    if (plan.spine().find(column) == null) {
      throw TrainingErrors.noColumn(plan.spine(), "the split", column, "--split-by");
    }
  }

  private void checkNames() {
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (Spine.Column column : plan.spine().columns()) {
      if (column.name().startsWith("__")) {
        throw TrainingErrors.ownName(plan.spine(), column.name());
      }
      if (!seen.add(column.name())) {
        throw TrainingErrors.sameName(plan.spine().name(), column.name());
      }
    }
  }

  private void checkMapping() {
    Set<String> known = new LinkedHashSet<>();
    plan.views().values().forEach(view -> view.keys().forEach(key -> known.add(key.name())));
    plan.service().inputs().forEach(input -> known.add(input.name()));
    for (String name : plan.mapping().columns().keySet()) {
      if (!known.contains(name)) {
        throw TrainingErrors.unknownMapped(name, known);
      }
    }
  }

  private void members() {
    Map<String, Integer> uses = new HashMap<>();
    plan.service()
        .members()
        .forEach(m -> uses.merge(lower(m.feature().feature()), 1, Integer::sum));
    plan.service().derived().forEach(d -> uses.merge(lower(d.name()), 1, Integer::sum));
    for (FeatureService.Member member : plan.service().members()) {
      FeatureRef feature = member.feature();
      boolean alone =
          plan.columns().names() == TrainingPlan.Names.SHORT
              && Objects.equals(uses.get(lower(feature.feature())), 1);
      String name = alone ? feature.feature() : feature.view().name() + "__" + feature.feature();
      refuseTaken(name, plan.columns().names() == TrainingPlan.Names.SHORT);
      columns.put(name, service.value(feature));
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private void derived() {
    for (FeatureService.Derived derived : plan.service().derived()) {
      DerivedFunction function = DerivedFunction.of(derived.name(), derived.expr());
      functions.add(function);
      add(derived.name(), function.sql(column -> service.value(derived, column)));
    }
  }

  private void extras() {
    for (ViewSql view : service.views()) {
      String prefix = view.view().id().name() + "__";
      for (TrainingPlan.Extra extra : EnumSet.allOf(TrainingPlan.Extra.class)) {
        if (plan.columns().extras().contains(extra)) {
          switch (extra) {
            case RUN -> add(prefix + "run", view.run());
            case AGE -> add(prefix + "age_seconds", view.age());
            case CHANGED_AT -> add(prefix + "changed_at", view.changedAt());
            case FOUND -> add(prefix + "found", view.present());
          }
        }
      }
    }
  }

  private void add(String name, String value) {
    refuseTaken(name, false);
    columns.put(name, value);
  }

  private void refuseTaken(String name, boolean hasFullName) {
    if (plan.spine().find(name) != null || columns.containsKey(name)) {
      throw TrainingErrors.taken(plan.spine(), name, hasFullName);
    }
  }

  /** What is wanted of the spine. */
  SpineValues values() {
    return values;
  }

  /** The views, each after those that its keys come from. */
  List<ViewSql> views() {
    return service.views();
  }

  /** What {@link #select} calls; the kernel has to know them. */
  List<DerivedFunction> functions() {
    return List.copyOf(functions);
  }

  /**
   * The query of the rows of {@code spine}, where the views have been looked up.
   *
   * @param part SQL of a row's part of the split; null for no split
   */
  String select(@Nullable String part) {
    return select(new ArrayList<>(), part);
  }

  /** The same with the number of each row, as {@link SpineValues#ROW}. */
  String numbered(@Nullable String part) {
    return select(new ArrayList<>(List.of("s." + SpineValues.ROW)), part);
  }

  private String select(List<String> selected, @Nullable String part) {
    plan.spine().columns().forEach(c -> selected.add("s." + SqlText.name(c.name())));
    columns.forEach((name, value) -> selected.add(value + " AS " + SqlText.name(name)));
    if (part != null) {
      selected.add(part + " AS " + SqlText.name(Split.COLUMN));
    }
    StringBuilder from = new StringBuilder("FROM spine s");
    views().forEach(view -> from.append(view.join()));
    return "SELECT\n  %s\n%s".formatted(String.join(",\n  ", selected), from);
  }

  /**
   * The columns as they come out, with the kernel's types; those that are wanted as numbers are so
   * from now on.
   *
   * @param session in which {@link #select} can be run
   * @param part as there
   */
  List<Spine.Column> described(KernelSession session, @Nullable String part) {
    if (plan.columns().types() == TrainingPlan.Types.NUMBERS) {
      makeNumbers(session);
    }
    return describe(session, part);
  }

  private void makeNumbers(KernelSession session) {
    for (Spine.Column column : describe(session, null)) {
      if (column.type().equals("BOOLEAN") || column.type().startsWith("DECIMAL")) {
        columns.computeIfPresent(column.name(), (name, value) -> "CAST(" + value + " AS DOUBLE)");
      }
    }
  }

  private List<Spine.Column> describe(KernelSession session, @Nullable String part) {
    return session.query(
        "DESCRIBE " + select(part),
        row -> new Spine.Column(String.valueOf(row.string(0)), String.valueOf(row.string(1))));
  }
}
