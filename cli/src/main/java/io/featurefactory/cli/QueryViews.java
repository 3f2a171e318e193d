package io.featurefactory.cli;

import io.featurefactory.cli.project.Project;
import io.featurefactory.definitions.Defined;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.UserQuery;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The queries of sql views, before anything is made of them. */
final class QueryViews {
  private static final Map<String, DataType> PARAMETERS =
      Map.of(
          "boundary", DataType.Primitive.TIMESTAMP,
          "window_start", DataType.Primitive.TIMESTAMP,
          "window_end", DataType.Primitive.TIMESTAMP);

  private QueryViews() {}

  /**
   * Fails with one line for each query that is not one SELECT over tables, or that gives another
   * result each time. Those in the dialect of Spark are Spark's to read.
   */
  static void check(Project project, Definitions definitions) {
    List<String> mistakes = new ArrayList<>();
    for (Defined<FeatureView> view : definitions.views()) {
      if (view.value().computation() instanceof Computation.Query query
          && query.dialect() == Computation.Dialect.DUCKDB) {
        try (KernelSession session = project.kernel().session()) {
          UserQuery.parse(session, query.sql(), UserQuery.Use.VIEW, PARAMETERS);
        } catch (FactoryException e) {
          mistakes.add(CliErrors.badQuery(view.position().toString(), view.value().id(), e));
        }
      }
    }
    if (!mistakes.isEmpty()) {
      throw CliErrors.badQueries(mistakes);
    }
  }
}
