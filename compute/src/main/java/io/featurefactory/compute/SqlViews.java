package io.featurefactory.compute;

import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.UserQuery;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What can be said of an sql view before it is computed. */
public final class SqlViews {
  private SqlViews() {}

  /**
   * The tables that the query of the view reads, as it names them.
   *
   * @throws FactoryException USER if it is no query that can run
   */
  public static Set<String> tables(SourceInputs inputs, FeatureView view) {
    return isScript(view)
        ? new ScriptText(view).tables(tablesOf(inputs))
        : PinnedQuery.parse(inputs, view).tables();
  }

  /**
   * Checks the text of a query in DuckDB's dialect: one SELECT that gives the same result each
   * time.
   *
   * @throws FactoryException USER with what is wrong, without the name of the view
   */
  public static void checkText(SourceInputs inputs, Computation.Query query) {
    PinnedQuery.parseText(inputs, query);
  }

  private static boolean isScript(FeatureView view) {
    return ((Computation.Query) view.computation()).dialect() == Computation.Dialect.SPARK;
  }

  private static List<String> tablesOf(SourceInputs inputs) {
    return inputs.warehouse().tables(TableId.LAKE).stream().map(TableId::toString).toList();
  }

  /** What else is wrong with it, Spark says when it runs. */
  private static void checkTables(FeatureView view, List<String> known) {
    for (String table : new ScriptText(view).tables(known)) {
      if (known.stream().noneMatch(table::equalsIgnoreCase)) {
        throw ComputeErrors.unknownTable(view.id(), table, known);
      }
    }
  }

  /**
   * Checks the text of a view in the dialect of Spark: statements that make temporary views, then a
   * query.
   *
   * @throws FactoryException USER with what is wrong
   */
  public static void checkScript(FeatureView view) {
    Object unused = new ScriptText(view);
  }

  /** Why a view in the dialect of Spark cannot be computed where there is no Spark. */
  public static FactoryException noSpark(FeatureView view) {
    return ComputeErrors.noSpark(view.id());
  }

  /**
   * Checks the query: its text, its tables and, where these are there, its columns.
   *
   * @param expected names of tables that will be there: {@code lake.clickstream}
   * @throws FactoryException USER with what is wrong
   */
  public static void check(SourceInputs inputs, FeatureView view, Set<String> expected) {
    List<String> there = tablesOf(inputs);
    List<String> known = new ArrayList<>(there);
    expected.stream().filter(name -> !there.contains(name)).forEach(known::add);
    if (isScript(view)) {
      checkTables(view, known);
      return;
    }
    UserQuery query = PinnedQuery.parse(inputs, view);
    try {
      query.checkTables(known);
    } catch (FactoryException e) {
      throw ComputeErrors.inQuery(view.id(), e);
    }
    if (query.tables().stream().allMatch(name -> there.stream().anyMatch(name::equalsIgnoreCase))) {
      try (PinnedQuery pinned = PinnedQuery.open(inputs, view, null)) {
        pinned.check();
      }
    }
  }
}
