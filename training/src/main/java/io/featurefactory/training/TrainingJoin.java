package io.featurefactory.training;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import java.nio.file.Path;
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
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Joins a spine with the logs of a service's views, as {@code docs/spec/training-sets.md} says. */
public final class TrainingJoin {
  private final TrainingPlan plan;
  private final SpineValues values;
  private final ServiceSql service;
  private final Map<String, String> columns = new LinkedHashMap<>();
  private final List<DerivedFunction> functions = new ArrayList<>();
  private final @Nullable Grain grain;

  /** The join of a plan; an error if the spine does not have what the service needs. */
  public TrainingJoin(TrainingPlan plan) {
    this(plan, null);
  }

  /**
   * The same.
   *
   * @param grain of all views; null for the faster one of each
   */
  TrainingJoin(TrainingPlan plan, @Nullable Grain grain) {
    this.plan = plan;
    this.grain = grain;
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
      refuseTaken(Split.COLUMN);
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
      add(name, service.value(feature));
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private void derived() {
    for (FeatureService.Derived derived : plan.service().derived()) {
      DerivedFunction function = new DerivedFunction(derived.name(), derived.expr());
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
    refuseTaken(name);
    columns.put(name, value);
  }

  private void refuseTaken(String name) {
    if (plan.spine().find(name) != null || columns.containsKey(name)) {
      throw TrainingErrors.taken(
          plan.spine(), name, plan.columns().names() == TrainingPlan.Names.SHORT);
    }
  }

  /** Looks up what {@link #select} joins. */
  private void lookUp(KernelSession session) {
    for (ViewSql view : service.views()) {
      view.served().forEach(session::execute);
      view.by(grain != null ? grain : view.faster(session, plan.spine().rows()));
      view.lookup().forEach(session::execute);
    }
  }

  /**
   * The query of the training set's rows, in the order of the spine; after {@link #lookUp}.
   *
   * @param part SQL of a row's part of the split; null for no split
   */
  private String select(@Nullable String part) {
    List<String> selected = new ArrayList<>();
    plan.spine().columns().forEach(c -> selected.add("s." + SqlText.name(c.name())));
    columns.forEach((name, value) -> selected.add(value + " AS " + SqlText.name(name)));
    if (part != null) {
      selected.add(part + " AS " + SqlText.name(Split.COLUMN));
    }
    StringBuilder from = new StringBuilder("FROM spine s");
    service.views().forEach(view -> from.append(view.join()));
    return "SELECT\n  %s\n%s\nORDER BY s.%s"
        .formatted(String.join(",\n  ", selected), from, SpineValues.ROW);
  }

  /**
   * Writes the training set.
   *
   * @param file absolute; replaced if it is there
   * @param format the options of the kernel's COPY
   */
  public TrainingReport write(Kernel kernel, Path file, String format) {
    return write(kernel, file, format, null);
  }

  /**
   * As above.
   *
   * @param progress is told, in another thread, what part of the join is done, 0 to 1; null for
   *     nobody
   */
  public TrainingReport write(
      Kernel kernel, Path file, String format, @Nullable DoubleConsumer progress) {
    for (DerivedFunction function : functions) {
      kernel.install(function::register);
    }
    try (KernelSession session = kernel.session()) {
      refuseMisfits(session);
      session.execute(values.view());
      lookUp(session);
      long withoutTime = withoutTime(session);
      Split split = plan.split();
      String part = split == null ? null : split.sql(session);
      if (plan.columns().types() == TrainingPlan.Types.NUMBERS) {
        makeNumbers(session);
      }
      String select = select(part);
      session.onProgress(progress);
      long rows =
          session.update(
              "COPY (\n%s\n) TO %s (%s)".formatted(select, SqlText.text(file.toString()), format));
      session.onProgress(null);
      return new TrainingReport(
          rows, withoutTime, counts(session), parts(session, part), outputColumns(session, select));
    }
  }

  private void makeNumbers(KernelSession session) {
    for (Spine.Column column : outputColumns(session, select(null))) {
      if (column.type().equals("BOOLEAN") || column.type().startsWith("DECIMAL")) {
        columns.computeIfPresent(column.name(), (name, value) -> "CAST(" + value + " AS DOUBLE)");
      }
    }
  }

  private void refuseMisfits(KernelSession session) {
    for (String misfits : values.misfits()) {
      session.forEach(
          misfits,
          row -> {
            throw TrainingErrors.misfit(
                plan.spine(),
                row.longValue(0),
                row.string(1),
                row.string(2),
                String.valueOf(row.string(3)));
          });
    }
  }

  /** Counts rows without a time; one that never comes, or never was, is an error. */
  private long withoutTime(KernelSession session) {
    return session
        .query(
            "SELECT count(*) FILTER (WHERE __at IS NULL), min(__row) FILTER (WHERE isinf(__at)) FROM spine",
            row -> {
              if (row.value(1) instanceof Long endless) {
                throw TrainingErrors.endlessTime(plan.spine(), endless);
              }
              return row.longValue(0);
            })
        .get(0);
  }

  private List<TrainingReport.View> counts(KernelSession session) {
    List<TrainingReport.View> counts = new ArrayList<>();
    for (ViewSql view : service.views()) {
      counts.addAll(
          session.query(
              view.counts(),
              row ->
                  new TrainingReport.View(
                      view.view().id(), row.longValue(0), row.longValue(1), row.longValue(2))));
    }
    return counts;
  }

  private Map<String, Long> parts(KernelSession session, @Nullable String part) {
    Map<String, Long> rows = new LinkedHashMap<>();
    Split split = plan.split();
    if (split != null) {
      split.parts().forEach(name -> rows.put(name, 0L));
      session.forEach(
          "SELECT part, count(*) FROM (SELECT %s AS part FROM spine s) GROUP BY part"
              .formatted(part),
          row -> rows.put(String.valueOf(row.string(0)), row.longValue(1)));
    }
    return rows;
  }

  private static List<Spine.Column> outputColumns(KernelSession session, String select) {
    return session.query(
        "DESCRIBE " + select,
        row -> new Spine.Column(String.valueOf(row.string(0)), String.valueOf(row.string(1))));
  }
}
