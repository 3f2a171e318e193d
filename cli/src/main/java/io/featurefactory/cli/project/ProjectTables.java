package io.featurefactory.cli.project;

import io.featurefactory.lake.TableId;
import io.featurefactory.lake.Warehouse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a project that people may read by their names: events, logs, runs, and what was
 * served.
 */
public final class ProjectTables {
  /** The table of runs; people may also call it {@code runs} for short. */
  public static final TableId RUNS = new TableId("ops", "runs");

  /** The namespace of the answers of services. */
  public static final String SERVED = "served";

  /** The namespace of the answers of views that were asked for by themselves. */
  public static final String SERVED_VIEWS = "served_views";

  private static final List<String> NAMESPACES =
      List.of(TableId.LAKE, "log", "ops", SERVED, SERVED_VIEWS);

  private final List<TableId> known = new ArrayList<>();

  /** Those that are there now. */
  public ProjectTables(Warehouse warehouse) {
    NAMESPACES.forEach(namespace -> known.addAll(warehouse.tables(namespace)));
  }

  /** True for a name that begins as those of these tables do. */
  public static boolean mayName(String name) {
    int dot = name.indexOf('.');
    return dot > 0 && NAMESPACES.contains(name.substring(0, dot));
  }

  /** All of them. */
  public List<TableId> all() {
    return List.copyOf(known);
  }

  /** The names that stand for one, the short one of the runs last. */
  public List<String> names() {
    List<String> names = new ArrayList<>(known.stream().map(TableId::toString).toList());
    if (known.contains(RUNS)) {
      names.add(RUNS.name());
    }
    return names;
  }

  /** The table that a name stands for, without regard to case; null if there is none. */
  public @Nullable TableId find(String name) {
    for (TableId id : known) {
      boolean shortly = id.equals(RUNS) && name.equalsIgnoreCase(RUNS.name());
      if (shortly || name.equalsIgnoreCase(id.toString())) {
        return id;
      }
    }
    return null;
  }
}
