package io.featurefactory.training;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.FeatureService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of a service for rows that were served, by the join that makes training sets ({@code
 * docs/spec/served-log.md}): as of what was served at their time, or as of the runs that their
 * answers named.
 */
public final class ServedReplay {
  private final TrainingPlan plan;
  private final SpineValues values;
  private final ServiceSql service;

  /**
   * A replay.
   *
   * @param plan whose spine are the rows; names and types of columns, and a split, do not matter
   */
  public ServedReplay(TrainingPlan plan) {
    this.plan = plan;
    this.values = new SpineValues(plan.spine(), plan.mapping());
    this.service = new ServiceSql(plan, values);
  }

  /** The column with the number of the row in the spine. */
  public static final String ROW = "row";

  /** The column of a feature of the service, by its place. */
  public static String feature(int place) {
    return "feature " + place;
  }

  /** The column of a derived feature; NULL where its expression fails. */
  public static String derived(int place) {
    return "derived " + place;
  }

  /** The column with the run of a view that was served, by its place in the plan. */
  public static String run(int place) {
    return "run " + place;
  }

  /**
   * Writes the values, in the order of the spine.
   *
   * @param file a Parquet file, absolute
   */
  public void write(Kernel kernel, Path file) {
    List<String> columns = new ArrayList<>();
    columns.add("s." + SpineValues.ROW + " AS " + SqlText.name(ROW));
    List<FeatureService.Member> members = plan.service().members();
    for (int i = 0; i < members.size(); i++) {
      add(columns, service.value(members.get(i).feature()), feature(i));
    }
    List<FeatureService.Derived> derived = plan.service().derived();
    for (int i = 0; i < derived.size(); i++) {
      FeatureService.Derived feature = derived.get(i);
      DerivedFunction function =
          DerivedFunction.of(feature.name(), feature.expr(), DerivedFunction.Failure.IS_NULL);
      kernel.install(function::register);
      add(columns, function.sql(column -> service.value(feature, column)), derived(i));
    }
    List<ViewLog> views = List.copyOf(plan.views().values());
    for (int i = 0; i < views.size(); i++) {
      add(columns, service.view(views.get(i).id()).run(), run(i));
    }
    StringBuilder from = new StringBuilder("FROM spine s");
    service.views().forEach(view -> from.append(view.join()));
    try (KernelSession session = kernel.session()) {
      session.execute(values.view(plan.spine().relation()));
      for (ViewSql view : service.views()) {
        view.served().forEach(session::execute);
        view.lookup().forEach(session::execute);
      }
      session.execute(
          "COPY (\nSELECT\n  %s\n%s\nORDER BY s.%s\n) TO %s (FORMAT parquet)"
              .formatted(
                  String.join(",\n  ", columns),
                  from,
                  SpineValues.ROW,
                  SqlText.text(file.toString())));
    }
  }

  private static void add(List<String> columns, String value, String name) {
    columns.add(value + " AS " + SqlText.name(name));
  }
}
